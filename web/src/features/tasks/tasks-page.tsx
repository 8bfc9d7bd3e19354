import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { taskStateSchema, type Task } from '../../../../contracts/tasks.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Select } from '../../components/controls.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { agentName } from '../../lib/agent-name.ts';
import { formatAge, formatDate, formatDuration, noBreak } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { NewRun } from './new-run.tsx';
import { useAgents, useTasks } from './queries.ts';
import './tasks.css';

/** All tasks with live states. State, agent, page and the open dialog live in the address. */
export default function TasksPage() {
  const { t } = useTranslation('tasks');
  const [search, setSearch] = useSearchParams();
  const state = taskStateSchema.safeParse(search.get('state')).data ?? null;
  const agent = search.get('agent');
  const run = useMay('run');
  const cursor = search.get('before');
  const { data, error, isPending, refetch } = useTasks({ state, agent, cursor });
  const agents = (useAgents().data ?? []).filter((one) => one.available);
  const address = (change: Record<string, string | null>) => {
    const next = new URLSearchParams(search);
    for (const [key, value] of Object.entries(change)) {
      if (value === null) next.delete(key);
      else next.set(key, value);
    }
    return next;
  };
  const filter = (change: Record<string, string | null>) => setSearch(address({ before: null, ...change }));
  const total = data && Object.values(data.counts).reduce((sum, n) => sum + n, 0);
  const filtered = state !== null || agent !== null || cursor !== null;
  return (
    <div className="page">
      <div className="phead wrap">
        <div>
          <h1>{t('title')}</h1>
          <p className="sub">{t('sub')}</p>
        </div>
        {run && (
          <Button variant="primary" onClick={() => setSearch(address({ run: agent ?? '' }))}>
            {t('newRun')}
          </Button>
        )}
      </div>
      {!run && <p className="note n">{t('readOnly')}</p>}
      <div className="row wrap g8" role="group" aria-label={t('filters')}>
        <button
          type="button"
          className={state ? 'chip' : 'chip on'}
          aria-pressed={!state}
          onClick={() => filter({ state: null })}
        >
          {t('all')} <span className="num i2">{total ?? ''}</span>
        </button>
        {taskStateSchema.options
          .filter((one) => one === state || (data?.counts[one] ?? 0) > 0)
          .map((one) => (
            <button
              key={one}
              type="button"
              className={state === one ? 'chip on' : 'chip'}
              aria-pressed={state === one}
              onClick={() => filter({ state: state === one ? null : one })}
            >
              {t(`app:state.${one}`)} <span className="num i2">{data?.counts[one] ?? 0}</span>
            </button>
          ))}
        {agents.length > 0 && (
          <Select
            label={t('dialog.agent')}
            value={agent ?? ''}
            options={[
              { value: '', label: t('anyAgent') },
              ...agents.map((one) => ({ value: one.key, label: one.name })),
            ]}
            onChange={(value) => filter({ agent: value || null })}
          />
        )}
      </div>
      <section className="card" aria-label={t('title')}>
        {isPending && (
          <Loading>
            <Skeleton height={320} />
          </Loading>
        )}
        {error && <ErrorState problem={error} onRetry={() => void refetch()} />}
        {data?.data.length === 0 && (
          <EmptyState
            title={t(filtered ? 'noMatch' : 'empty')}
            text={t(filtered ? 'noMatchText' : 'emptyText')}
            action={filtered && <Button onClick={() => setSearch({})}>{t('clear')}</Button>}
          />
        )}
        {data && data.data.length > 0 && (
          <div className="task-row th" aria-hidden>
            <span />
            <span>{t('col.task')}</span>
            <span>{t('col.state')}</span>
            <span className="r">{t('col.took')}</span>
            <span className="r wide">{t('col.number')}</span>
            <span className="r wide">{t('col.created')}</span>
          </div>
        )}
        {data?.data.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </section>
      {(cursor || data?.nextCursor) && (
        <nav className="row between" aria-label={t('pages')}>
          {cursor ? (
            <Link className={buttonClass()} to={`?${address({ before: null })}`}>
              {t('newest')}
            </Link>
          ) : (
            <span />
          )}
          {data?.nextCursor && (
            <Link className={buttonClass()} to={`?${address({ before: data.nextCursor })}`}>
              {t('older')}
            </Link>
          )}
        </nav>
      )}
      {run && search.has('run') && (
        <NewRun agent={search.get('run') || null} onClose={() => setSearch(address({ run: null }))} />
      )}
    </div>
  );
}

function TaskRow({ task }: { task: Task }) {
  const { t, i18n } = useTranslation('tasks');
  const words = useServerWords();
  const zone = useSession().data?.tenant.timeZone;
  const took =
    task.startedAt && task.finishedAt
      ? formatDuration(Date.parse(task.finishedAt) - Date.parse(task.startedAt))
      : '';
  const line =
    task.state === 'retrying' && task.nextTryAt
      ? t('failed.next', { age: formatAge(task.nextTryAt, i18n.language) })
      : ((task.failure && words.failure(task.failure).happened) ?? task.headline ?? agentName(task.agent));
  return (
    <Link to={`/tasks/${task.id}`} className="task-row">
      <AgentGlyph agent={task.agent} on={task.state === 'running'} />
      <span style={{ minWidth: 0 }}>
        <span className="sm m" style={{ display: 'block' }}>
          {t(`capability.${task.capability}`, { defaultValue: task.capability })}
          {task.subject && `, ${task.subject}`}
        </span>
        <span className="xs i2" style={{ display: 'block' }}>
          {noBreak(line)}
        </span>
      </span>
      <span className="state">
        <StateBadge state={task.state} />
        <span className="mob xs i2 num">{formatAge(task.createdAt, i18n.language)}</span>
      </span>
      <span className="xs i2 num r narrow-no">{took}</span>
      <span className="xs i3 mono r wide">T-{task.number}</span>
      <time
        className="xs i2 num r wide"
        dateTime={task.createdAt}
        title={formatDate(task.createdAt, i18n.language, 'dateTime', zone)}
      >
        {whenOf(task.createdAt, i18n.language, zone)}
      </time>
    </Link>
  );
}

/** Relative up to one hour, then the clock with its day. */
const whenOf = (instant: string, language: string, zone?: string) =>
  Date.now() - Date.parse(instant) < 3_600_000
    ? formatAge(instant, language)
    : formatDate(instant, language, 'dateTime', zone);
