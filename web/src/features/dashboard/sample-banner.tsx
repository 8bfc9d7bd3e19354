import { FlaskConical } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useMay } from '../../lib/use-may.ts';

const SampleRemoval = lazy(() => import('./sample-removal.tsx'));

/** Says that figures are samples and removes them all after one question. */
export function SampleBanner() {
  const { t } = useTranslation('app');
  const [asks, setAsks] = useState(false);
  const manage = useMay('manage');
  return (
    <div className="ban sample">
      <FlaskConical size={16} aria-hidden />
      <span>{t('sample.text')}</span>
      {manage && (
        <Button size="sm" onClick={() => setAsks(true)}>
          {t('sample.remove')}
        </Button>
      )}
      <Suspense>{asks && <SampleRemoval onClose={() => setAsks(false)} />}</Suspense>
    </div>
  );
}
