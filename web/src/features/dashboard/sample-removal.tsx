import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { ErrorState } from '../../components/states.tsx';
import { showToast } from '../../components/toast.ts';
import { del } from '../../lib/api.ts';

/** The question before all sample data goes away. */
export default function SampleRemoval({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('app');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => del('sample-data'),
    onSuccess: async () => {
      onClose();
      showToast(t('sample.removed'));
      await client.invalidateQueries();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t('sample.ask')} text={t('sample.body')}>
      {remove.error && <ErrorState problem={remove.error} />}
      <div className="row g8" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button variant="danger-solid" busy={remove.isPending} onClick={() => remove.mutate()}>
          {t('sample.remove')}
        </Button>
      </div>
    </Dialog>
  );
}
