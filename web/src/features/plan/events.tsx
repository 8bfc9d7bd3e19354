import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../../contracts/plan.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatDate } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';

/** What happened to the plan, newest first. */
export function Events({ events }: { events: Plan['events'] }) {
  const { t, i18n } = useTranslation(['plan', 'app']);
  const zone = useSession().data?.tenant.timeZone;
  return (
    <Card title={t('events')}>
      {events.length === 0 && <EmptyState title={t('noEvents')} />}
      <ul className="events">
        {events.map((event, i) => (
          <li key={i} className="li t wrap">
            <span className="grow sm">
              {t(`event.${event.kind}`, {
                plan: t(`app:plan.${event.to}`),
                at: formatDate(event.effectiveAt, i18n.language, 'day', zone),
              })}
              {event.agentsOff + event.connectionsPaused > 0 && (
                <span className="xs i2">
                  {' '}
                  {[
                    event.agentsOff > 0 && t('was.agents', { count: event.agentsOff }),
                    event.connectionsPaused > 0 && t('was.connections', { count: event.connectionsPaused }),
                  ]
                    .filter(Boolean)
                    .join(' ')}
                </span>
              )}
            </span>
            <span className="xs i2">
              {event.by ?? t('byTime')} ·{' '}
              <time dateTime={event.at}>{formatDate(event.at, i18n.language, 'dateTime', zone)}</time>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
