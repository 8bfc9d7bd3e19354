import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { agentSchema } from '../../../../contracts/agents.ts';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { get } from '../../lib/api.ts';
import { formatNumber } from '../../lib/format.ts';
import { AgentCard } from './agent-card.tsx';

const listSchema = z.union([z.object({ data: z.array(agentSchema) }), z.array(agentSchema)]);
const groups = ['money', 'voice', 'shop', 'order'] as const;
const levels = ['suggest', 'ask', 'act'] as const;

/** Every agent in its group; those that run can be switched on and set up. */
export default function Page() {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const query = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => get('agents', listSchema, signal),
    select: (list) => (Array.isArray(list) ? list : list.data),
  });
  const agents = query.data ?? [];
  return (
    <main className="page" style={{ maxWidth: 1400 }}>
      <div className="phead">
        <div>
          <h1>{t('title')}</h1>
          {query.isSuccess && (
            <div className="sub">
              {t('summary', {
                count: agents.length,
                active: agents.filter(({ instance }) => instance?.enabled).length,
                tasks: formatNumber(
                  agents.reduce((sum, agent) => sum + agent.tasks, 0),
                  i18n.language,
                ),
              })}
            </div>
          )}
        </div>
      </div>
      {query.isPending && (
        <Loading>
          <Skeleton height={64} />
          <Skeleton height={420} />
        </Loading>
      )}
      {query.error && <ErrorState problem={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && (
        <>
          <section className="card autobar">
            {levels.map((level) => (
              <div key={level}>
                <div className="sm m">{t(`app:autonomy.${level}`)}</div>
                <div className="xs i2">{t(`means.${level}`)}</div>
              </div>
            ))}
            <div className="legend">
              <span>
                <span className="cal">
                  <i />
                </span>
                {t('means.yes')}
              </span>
              <span>
                <span className="cal">
                  <i className="x" />
                </span>
                {t('means.no')}
              </span>
            </div>
          </section>
          {groups.map((group) => (
            <section key={group}>
              <div className="row g8" style={{ marginBottom: 10 }}>
                <h2>{t(`group.${group}.0`)}</h2>
                <span className="sm i3">{t(`group.${group}.1`)}</span>
              </div>
              <div className="grid agents">
                {agents
                  .filter((agent) => agent.group === group)
                  .map((agent) => (
                    <AgentCard key={agent.key} agent={agent} />
                  ))}
              </div>
            </section>
          ))}
        </>
      )}
    </main>
  );
}
