import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { useMay } from '../../lib/use-may.ts';
import { Events } from './events.tsx';
import { Now } from './now.tsx';
import { Offers } from './offers.tsx';
import './plan.css';
import { usePlan } from './queries.ts';

/** The plan of the workspace: what it gives and how much of it is used, the other plans, and what happened to it. */
export default function PlanSection() {
  const { t } = useTranslation('plan');
  const may = useMay('plan');
  const { data: plan, error, isPending, refetch } = usePlan();
  return (
    <>
      {!may && plan && <p className="note n">{t('mayNot')}</p>}
      {isPending && (
        <Loading>
          <Skeleton height={220} />
          <Skeleton height={320} />
        </Loading>
      )}
      {error && !plan && (
        <Card title={t('title')}>
          <ErrorState problem={error} onRetry={() => void refetch()} />
        </Card>
      )}
      {plan && (
        <>
          <Now plan={plan} may={may} />
          <Offers plan={plan} may={may} />
          <Events events={plan.events} />
        </>
      )}
    </>
  );
}
