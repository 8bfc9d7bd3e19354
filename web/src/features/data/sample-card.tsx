import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';

const SampleRemoval = lazy(() => import('../dashboard/sample-removal.tsx'));

/** Only while there is sample data. */
export function SampleCard() {
  const { t } = useTranslation(['data', 'app']);
  const [asks, setAsks] = useState(false);
  return (
    <Card title={t('app:sample.badge')}>
      <div className="cbody col g12">
        <p className="sm i2">{t('sample')}</p>
        <div className="foot">
          <Button variant="danger" onClick={() => setAsks(true)}>
            {t('app:sample.remove')}
          </Button>
        </div>
      </div>
      <Suspense>{asks && <SampleRemoval onClose={() => setAsks(false)} />}</Suspense>
    </Card>
  );
}
