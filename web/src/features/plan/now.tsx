import { CalendarClock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../../contracts/plan.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { showToast } from '../../components/toast.ts';
import { formatDate, formatNumber } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { useChoosePlan } from './queries.ts';
import { useSwitchedOff } from './switched-off.ts';

/** The plan as it stands: how much of each limit is used, and what follows when. */
export function Now({ plan, may }: { plan: Plan; may: boolean }) {
  const { t } = useTranslation(['plan', 'app']);
  const badge = plan.state === 'active' ? 'badge' : plan.state === 'trial' ? 'badge run' : 'badge wait';
  return (
    <Card
      title={t('now', { plan: t(`app:plan.${plan.plan}`) })}
      aside={<span className={badge}>{t(`state.${plan.state}`)}</span>}
    >
      <div className="cbody col g16">
        {plan.next && <Next plan={plan} next={plan.next} may={may} />}
        <ul className="plan-use">
          {plan.use.map((use) => (
            <Use key={use.of} use={use} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

function Next({ plan, next, may }: { plan: Plan; next: NonNullable<Plan['next']>; may: boolean }) {
  const { t, i18n } = useTranslation(['plan', 'app']);
  const words = useServerWords();
  const zone = useSession().data?.tenant.timeZone;
  const off = useSwitchedOff(next);
  const choose = useChoosePlan();
  const kept = t(`app:plan.${plan.plan}`);
  return (
    <div className="note w">
      <CalendarClock size={16} aria-hidden />
      <div className="grow col g8">
        <p>
          <b className="m">
            {t(`next.${next.reason}`, {
              plan: t(`app:plan.${next.plan}`),
              at: formatDate(next.at, i18n.language, 'dateTime', zone),
            })}
          </b>{' '}
          {off}
        </p>
        {choose.error && (
          <p className="neg" role="alert">
            {words.problem(choose.error)}
          </p>
        )}
        {may && (
          <span>
            <Button
              size="sm"
              busy={choose.isPending}
              onClick={() =>
                choose.mutate({ plan: plan.plan }, { onSuccess: () => showToast(t('kept', { plan: kept })) })
              }
            >
              {t('keep', { plan: kept })}
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}

function Use({ use: { of, used, limit, resetsAt, opensWith } }: { use: Plan['use'][number] }) {
  const { t, i18n } = useTranslation(['plan', 'app']);
  const zone = useSession().data?.tenant.timeZone;
  const number = (value: number) => formatNumber(value, i18n.language);
  const full = limit !== null && used >= limit;
  return (
    <li>
      <div className="row between sm">
        <span className="m">{t(`use.${of}`)}</span>
        <span className="num">
          {limit === null ? number(used) : t('app:plan.of', { used: number(used), limit: number(limit) })}
        </span>
      </div>
      <div className={full ? 'meter full' : 'meter'}>
        {limit !== null && (
          <i style={{ width: `${limit === 0 ? 100 : Math.min(100, (100 * used) / limit)}%` }} />
        )}
      </div>
      <p className="xs i2">
        {limit === null && t('unlimited')}
        {limit !== null &&
          [
            full && t(`full.${of}`),
            resetsAt && t('resets', { at: formatDate(resetsAt, i18n.language, 'dateTime', zone) }),
            full && opensWith && t('app:opensWith', { plan: t(`app:plan.${opensWith}`) }),
          ]
            .filter(Boolean)
            .join(' ')}
      </p>
    </li>
  );
}
