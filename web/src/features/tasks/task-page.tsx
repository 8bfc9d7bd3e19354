import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { Words } from '../../../../agents/types.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { ErrorState, Loading, Skeleton } from '../../components/states.tsx';
import { formatAge } from '../../lib/format.ts';
import { useStartTask, useTask, useTaskAct } from './queries.ts';
import { TaskTimeline } from './task-timeline.tsx';

/** One task: state and acts, timeline, what failed and what came out. */
export default function TaskPage() {
  const { id = '' } = useParams();
  const { data: task, error, refetch } = useTask(id);
  if (error)
    return (
      <div className="page">
        <ErrorState problem={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!task)
    return (
      <div className="page">
        <Loading>
          <Skeleton height={400} />
        </Loading>
      </div>
    );
  return (
    <div className="page">
      <Head task={task} />
      <TaskTimeline task={task} />
      <div className="grid g-2" style={{ alignItems: 'start' }}>
        {task.failure && <FailureCard task={task} />}
        {task.result && <Result task={task} />}
      </div>
    </div>
  );
}

function Head({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const act = useTaskAct();
  const start = useStartTask();
  const live = ['pending', 'running', 'retrying'].includes(task.state);
  const tokens = task.executions.reduce((sum, e) => sum + e.tokensIn + e.tokensOut, 0);
  const facts = {
    task: `T-${task.number}`,
    by: task.requestedBy ?? t(`trigger.${task.trigger}`),
    tries: String(task.try),
    priority: String(task.priority),
    tokens: String(tokens),
  };
  const again = () =>
    start.mutate(
      { agent: task.agent, capability: task.capability, input: task.input },
      { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) },
    );
  return (
    <section className="card">
      <div className="chead wrap">
        <h1>
          {t(`capability.${task.capability}`, { defaultValue: task.capability })}
          {task.subject && `, ${task.subject}`}
        </h1>
        <StateBadge state={task.state} />
        <span className="row wrap more">
          {['failed', 'dead_letter'].includes(task.state) && (
            <Button
              variant="primary"
              busy={act.isPending}
              onClick={() => act.mutate({ id: task.id, act: 'retry' })}
            >
              {t('retry')}
            </Button>
          )}
          {live ? (
            <Button variant="danger" onClick={() => setAsking(true)}>
              {t('cancel')}
            </Button>
          ) : (
            <Button busy={start.isPending} onClick={again}>
              {t('again')}
            </Button>
          )}
        </span>
      </div>
      <div className="cbody">
        {task.headline && <p className="sm i2">{task.headline}</p>}
        {(act.isError || start.isError) && <ErrorState problem={act.error ?? start.error} />}
        <dl className="row wrap g24" style={{ marginTop: 12 }}>
          {Object.entries(facts).map(([key, value]) => (
            <div key={key}>
              <dt className="xs i2">{t(`fact.${key}`)}</dt>
              <dd className="sm m num">{value}</dd>
            </div>
          ))}
          {task.temporalUrl && (
            <a className="link sm more" href={task.temporalUrl} target="_blank" rel="noreferrer">
              {t('temporal')}
            </a>
          )}
        </dl>
      </div>
      <Dialog open={asking} onOpenChange={setAsking} title={t('cancelAsk')} text={t('cancelText')}>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={() => setAsking(false)}>{t('keep')}</Button>
          <Button
            variant="danger-solid"
            busy={act.isPending}
            onClick={() => act.mutate({ id: task.id, act: 'cancel' }, { onSettled: () => setAsking(false) })}
          >
            {t('cancel')}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

function FailureCard({ task }: { task: TaskDetail }) {
  const { t, i18n } = useTranslation('tasks');
  const failure = task.failure!;
  return (
    <section className="card" style={{ borderColor: 'var(--negative)' }}>
      <div className="chead">
        <h2>{t('failed.title')}</h2>
        {task.nextTryAt && (
          <span className="badge wait more">
            {t('failed.next', { age: formatAge(task.nextTryAt, i18n.language) })}
          </span>
        )}
      </div>
      <dl className="cbody sm col g8">
        {(
          [
            ['happened', failure.message],
            ['touched', failure.touched],
            ['todo', failure.remedy],
          ] as const
        ).map(([key, text]) => (
          <div key={key}>
            <dt className="xs i2">{t(`failed.${key}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div className="mono i3">
          {[failure.code, failure.providerCode, failure.trace].filter(Boolean).join(' · ')}
        </div>
      </dl>
    </section>
  );
}

function Result({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const words = task.result!.words as unknown as Words;
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('result')}</h2>
      </div>
      <p className="cbody sm i2">{words.summary}</p>
      {words.findings.map((finding) => (
        <div key={finding.id} className="li">
          <div className="grow">
            <div className="sm m">{finding.title}</div>
            <p className="xs i2">{finding.sentence}</p>
          </div>
        </div>
      ))}
      {task.proposalIds.map((id, i) => (
        <div key={id} className="li">
          <span className="grow sm m">{words.proposals[i]?.sentence ?? t('proposal', { n: i + 1 })}</span>
          <Link className={buttonClass('secondary', 'sm')} to={`/approvals/${id}`}>
            {t('open')}
          </Link>
        </div>
      ))}
      {words.caveats.map((caveat) => (
        <p key={caveat} className="li xs i2">
          {caveat}
        </p>
      ))}
    </section>
  );
}
