import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { taskStateSchema, type Task } from '../../../../contracts/tasks.ts';
import { Button } from '../../components/button.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { EmptyState, ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { formatAge } from '../../lib/format.ts';
import { NewRun } from './new-run.tsx';
import { useTasks } from './queries.ts';

/** All tasks with live states; the state filter lives in the address. */
export default function TasksPage() {
  const { t } = useTranslation('tasks');
  const [search, setSearch] = useSearchParams();
  const [asking, setAsking] = useState(false);
  const state = taskStateSchema.safeParse(search.get('state')).data ?? null;
  const { data, error, isPending, refetch } = useTasks(state);
  return (
    <div className="page">
      <div className="phead wrap">
        <div>
          <h1>{t('title')}</h1>
          <p className="sub">{t('sub')}</p>
        </div>
        <Button variant="primary" onClick={() => setAsking(true)}>
          {t('newRun')}
        </Button>
      </div>
      <div className="row wrap">
        <button className={state ? 'chip' : 'chip on'} aria-pressed={!state} onClick={() => setSearch({})}>
          {t('all')}
        </button>
        {taskStateSchema.options.map((one) => (
          <button
            key={one}
            className={state === one ? 'chip on' : 'chip'}
            aria-pressed={state === one}
            onClick={() => setSearch({ state: one })}
          >
            <StateBadge state={one} /> <span className="num">{data?.counts[one] ?? 0}</span>
          </button>
        ))}
      </div>
      <section className="card">
        {isPending && (
          <Loading>
            <Skeleton height={240} />
          </Loading>
        )}
        {error && <ErrorState problem={error} onRetry={() => void refetch()} />}
        {data?.data.length === 0 && <EmptyState title={t('empty')} text={t('emptyText')} />}
        {data?.data.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </section>
      <NewRun open={asking} onOpenChange={setAsking} />
    </div>
  );
}

function TaskRow({ task }: { task: Task }) {
  const { t, i18n } = useTranslation('tasks');
  return (
    <Link to={`/tasks/${task.id}`} className="li">
      <span className="grow">
        <span className="sm m" style={{ display: 'block' }}>
          {t(`capability.${task.capability}`, { defaultValue: task.capability })}
          {task.subject && `, ${task.subject}`}
        </span>
        <span className="xs i2">{task.headline ?? task.failure?.message ?? task.agent}</span>
      </span>
      <span className="xs i3 mono desk">T-{task.number}</span>
      <span className="xs i2 num desk">{formatAge(task.createdAt, i18n.language)}</span>
      <StateBadge state={task.state} />
    </Link>
  );
}
