import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { showToast } from '../../components/toast.ts';
import { saveFile } from '../../lib/save-file.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useMay } from '../../lib/use-may.ts';
import { Refused } from '../settings/field.tsx';
import { useProof } from '../settings/proof.tsx';

/** The whole workspace as one file. */
export function ExportCard() {
  const { t } = useTranslation('data');
  const words = useServerWords();
  const may = useMay('export');
  const { prove, dialog } = useProof();
  const save = useMutation({
    mutationFn: () => prove(() => saveFile('export')),
    onSuccess: () => showToast(t('export.done')),
  });
  return (
    <Card title={t('export.title')}>
      <div className="cbody col g12">
        <p className="sm i2">{t('export.text')}</p>
        {save.error && <Refused>{words.problem(save.error, 'settings')}</Refused>}
        {may ? (
          <div className="foot">
            <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
              <Download size={14} aria-hidden />
              {t('export.act')}
            </Button>
            {save.isPending && (
              <span className="xs i2" role="status">
                {t('export.wait')}
              </span>
            )}
          </div>
        ) : (
          <p className="note n">{t('export.mayNot')}</p>
        )}
      </div>
      {dialog}
    </Card>
  );
}
