import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del } from '../../lib/api.ts';

/** Says that figures are samples and removes them all after one question. */
export function SampleBanner() {
  const { t } = useTranslation('app');
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => del('sample-data'),
    onSuccess: async () => {
      setOpen(false);
      showToast(t('sample.removed'));
      await client.invalidateQueries();
    },
  });
  return (
    <div className="ban sample">
      <FlaskConical size={16} aria-hidden />
      <span>{t('sample.text')}</span>
      <Button size="sm" onClick={() => setOpen(true)}>
        {t('sample.remove')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('sample.ask')} text={t('sample.body')}>
        {remove.error && <ErrorState problem={remove.error} />}
        <div className="row g8" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
          <Button variant="danger-solid" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('sample.remove')}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
