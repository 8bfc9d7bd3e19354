import { useQuery } from '@tanstack/react-query';
import { Eye, Stamp, Zap } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import { agentSchema, type Agent } from '../../../../contracts/agents.ts';
import { Segmented, Select } from '../../components/controls.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { get } from '../../lib/api.ts';
import { formatNumber } from '../../lib/format.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import './agents.css';
import { AgentCard } from './agent-card.tsx';
import { AgentTable } from './agent-table.tsx';

const Configure = lazy(() => import('./configure.tsx'));

const listSchema = z.object({ data: z.array(agentSchema) });
const groups = ['money', 'voice', 'shop', 'order'] as const;
const levels = { suggest: Eye, ask: Stamp, act: Zap } as const;
const filters = ['any', 'active', 'inactive', 'error', 'later'] as const;

const passes = (agent: Agent, filter: string) => {
  if (filter === 'active') return agent.state === 'active' || agent.state === 'running';
  if (filter === 'later') return !agent.available;
  return filter === 'any' || agent.state === filter;
};

/** Every agent in its group; those that run can be switched on and set up. View, filter and drawer are in the address. */
export default function AgentsPage() {
  const { t, i18n } = useTranslation(['agents', 'app']);
  const [search, setSearch] = useSearchParams();
  const session = useSession();
  const query = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => get('agents', listSchema, signal),
  });
  const set = (name: string, value: string | null) =>
    setSearch((before) => {
      if (value === null) before.delete(name);
      else before.set(name, value);
      return before;
    });
  const all = query.data?.data ?? [];
  const filter = filters.find((one) => one === search.get('state')) ?? 'any';
  const agents = all.filter((agent) => passes(agent, filter));
  const table = search.get('view') === 'table';
  const allowed = useMay('manage');
  const configured = all.find(({ key, available }) => available && key === search.get('configure'));
  return (
    <main className="page" style={{ maxWidth: 1400 }}>
      <div className="phead">
        <div>
          <h1>{t('title')}</h1>
          {query.isSuccess && (
            <div className="sub">
              {t('summary', {
                all: all.length,
                count: all.filter((agent) => passes(agent, 'active')).length,
                later: all.filter((agent) => passes(agent, 'later')).length,
                tasks: formatNumber(
                  all.reduce((sum, agent) => sum + agent.tasks, 0),
                  i18n.language,
                ),
              })}
            </div>
          )}
        </div>
        <div className="row g8 wrap">
          <span className="desk">
            <Segmented
              label={t('view.label')}
              value={table ? 'table' : 'cards'}
              options={(['cards', 'table'] as const).map((value) => ({ value, label: t(`view.${value}`) }))}
              onChange={(view) => set('view', view === 'table' ? view : null)}
            />
          </span>
          <Select
            label={t('filter.label')}
            value={filter}
            options={filters.map((value) => ({ value, label: t(`filter.${value}`) }))}
            onChange={(value) => set('state', value === 'any' ? null : value)}
          />
        </div>
      </div>
      {query.isPending && (
        <Loading>
          <Skeleton height={64} />
          <Skeleton height={420} />
        </Loading>
      )}
      {query.error && !query.data && (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <>
          <Levels />
          {!allowed && session.data && (
            <p className="note n">{t('readOnly', { role: t(`role.${session.data.role}`) })}</p>
          )}
          {agents.length === 0 && (
            <section className="card">
              <EmptyState title={t('filter.none')} />
            </section>
          )}
          {agents.length > 0 && table && (
            <div className="desk">
              <AgentTable agents={agents} allowed={allowed} onConfigure={(key) => set('configure', key)} />
            </div>
          )}
          <div className={table ? 'mob col g24' : 'col g24'}>
            {groups
              .map((group) => ({ group, members: agents.filter((agent) => agent.group === group) }))
              .filter(({ members }) => members.length > 0)
              .map(({ group, members }) => (
                <section key={group} aria-labelledby={`group-${group}`}>
                  <div className="row g8" style={{ marginBottom: 10 }}>
                    <h2 id={`group-${group}`}>{t(`group.${group}.0`)}</h2>
                    <span className="sm i3">{t(`group.${group}.1`)}</span>
                  </div>
                  <div className="grid agents">
                    {members.map((agent) => (
                      <AgentCard
                        key={agent.key}
                        agent={agent}
                        allowed={allowed}
                        onConfigure={() => set('configure', agent.key)}
                      />
                    ))}
                  </div>
                </section>
              ))}
          </div>
        </>
      )}
      {configured && (
        <Suspense>
          <Configure agent={configured} allowed={allowed} onClose={() => set('configure', null)} />
        </Suspense>
      )}
    </main>
  );
}

/** What the three levels of autonomy and the marks of the calibration strip mean. */
function Levels() {
  const { t } = useTranslation(['agents', 'app']);
  return (
    <section className="card autobar" aria-label={t('app:autonomy.label')}>
      {(Object.keys(levels) as (keyof typeof levels)[]).map((level) => {
        const Icon = levels[level];
        return (
          <div key={level}>
            <div className="sm m row g6">
              <Icon size={14} aria-hidden />
              {t(`means.name.${level}`)}
            </div>
            <div className="xs i2">{t(`means.${level}`)}</div>
          </div>
        );
      })}
      <div className="legend">
        {(['yes', 'no'] as const).map((outcome) => (
          <span key={outcome}>
            <span className="cal" aria-hidden>
              <i className={outcome === 'no' ? 'x' : undefined} />
            </span>
            {t(`means.${outcome}`)}
          </span>
        ))}
      </div>
    </section>
  );
}
