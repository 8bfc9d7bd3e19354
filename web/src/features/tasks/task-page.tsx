import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { Segmented } from '../../components/controls.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { Failures } from './failures.tsx';
import { Log } from './log.tsx';
import { isLive, useTask, useTaskProposals } from './queries.ts';
import { Result } from './result.tsx';
import { rowsOf, stepsOf } from './rows.ts';
import { StepPanel } from './step-panel.tsx';
import { StepsList } from './steps-list.tsx';
import { TaskHead } from './task-head.tsx';
import { TaskTimeline } from './task-timeline.tsx';
import { TimelineLegend } from './timeline-legend.tsx';
import { useCaptions } from './use-captions.ts';
import './tasks.css';

const views = ['timeline', 'steps', 'log'] as const;

/** One task: state and acts, timeline, what failed, what came out, and every step with what it read and wrote. */
export default function TaskPage() {
  const { id = '' } = useParams();
  const { data: task, error, refetch } = useTask(id);
  if (task) return <Task key={id} task={task} />;
  return (
    <div className="page">
      {error ? (
        <ErrorState problem={error} onRetry={() => void refetch()} />
      ) : (
        <Loading>
          <Skeleton height={132} />
          <Skeleton height={320} />
        </Loading>
      )}
    </div>
  );
}

function Task({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const proposals = useTaskProposals(task.proposalIds);
  const now = useNow(isLive(task));
  const rows = rowsOf(task, proposals, now);
  const captions = useCaptions(task, proposals);
  const view = views.find((one) => one === search.get('view')) ?? 'timeline';
  const chosen = search.get('step');
  const set = (key: 'view' | 'step', value: string | null) =>
    setSearch(
      (before) => {
        if (value) before.set(key, value);
        else before.delete(key);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  const select = (name: string) => set('step', name === chosen ? null : name);
  const open = () => {
    const next = proposals.find((one) => one.state === 'proposed') ?? proposals[0];
    if (next) void navigate(`/approvals/${next.id}`);
  };
  const attempts = stepsOf(task).filter((step) => step.name === chosen);
  const steps = <StepsList steps={stepsOf(task)} chosen={chosen} onSelect={select} />;
  const failed = task.executions.some((one) => one.failure) || task.failure !== null;
  return (
    <div className="page">
      <Link className="link row g4 sm" to="/tasks" style={{ alignSelf: 'flex-start' }}>
        <ArrowLeft size={14} aria-hidden />
        {t('back')}
      </Link>
      <TaskHead task={task} proposals={proposals} now={now} />
      <section className="card" style={{ overflow: 'hidden' }} aria-labelledby="task-timeline">
        <div className="chead wrap" style={{ paddingBottom: 8 }}>
          <h2 id="task-timeline">{t(`view.${view}`)}</h2>
          {view === 'timeline' && <TimelineLegend rows={rows} />}
          <span className="more">
            <Segmented
              label={t('view.label')}
              value={view}
              options={views.map((value) => ({ value, label: t(`view.${value}`) }))}
              onChange={(value) => set('view', value === 'timeline' ? null : value)}
            />
          </span>
        </div>
        {view === 'timeline' && (
          <>
            <div className="desk">
              <TaskTimeline
                {...{ task, rows, captions, now }}
                selected={chosen}
                onSelect={(row) => (row.kind === 'step' ? select(row.name) : open())}
              />
            </div>
            <div className="mob">{steps}</div>
          </>
        )}
        {view === 'steps' && steps}
        {view === 'log' && <Log task={task} proposals={proposals} />}
      </section>
      {(failed || task.result || attempts.length > 0) && (
        <div className="grid task-below">
          {(failed || task.result) && (
            <div className="col g16">
              {failed && <Failures task={task} />}
              {task.result && <Result task={task} proposals={proposals} />}
            </div>
          )}
          {attempts.length > 0 && (
            <StepPanel key={chosen} attempts={attempts} task={task} onClose={() => set('step', null)} />
          )}
        </div>
      )}
    </div>
  );
}

/** The clock of the page: each second while work runs, else each half minute. */
function useNow(live: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), live ? 1_000 : 30_000);
    return () => clearInterval(timer);
  }, [live]);
  return now;
}
