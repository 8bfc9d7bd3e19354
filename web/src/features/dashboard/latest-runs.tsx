import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { taskListSchema } from '../../../../contracts/tasks.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { get } from '../../lib/api.ts';
import { formatAge } from '../../lib/format.ts';

/** The newest tasks of all agents. */
export function LatestRuns() {
  const { t, i18n } = useTranslation('dashboard');
  const { data } = useQuery({
    queryKey: ['tasks', 'latest', i18n.language],
    queryFn: ({ signal }) => get('tasks?limit=4', taskListSchema, signal),
  });
  if (!data || data.data.length === 0) return null;
  return (
    <section aria-labelledby="latest-runs">
      <h3 id="latest-runs" className="hr xs i3" style={{ padding: '12px 20px 4px', fontWeight: 500 }}>
        {t('agents.latest')}
      </h3>
      {data.data.map((task) => (
        <Link key={task.id} className="li t" to={`/tasks/${task.id}`}>
          <span className="grow">
            <span className="sm m" style={{ display: 'block' }}>
              {t(`capability.${task.capability}`, { defaultValue: task.capability })}
            </span>
            <span className="xs i2 trunc" style={{ display: 'block' }}>
              {[task.subject, formatAge(task.finishedAt ?? task.createdAt, i18n.language)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </span>
          <StateBadge state={task.state} />
        </Link>
      ))}
    </section>
  );
}
