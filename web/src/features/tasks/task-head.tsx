import { CalendarCheck, ExternalLink, RotateCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/overlays.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { ErrorState } from '../../components/states.tsx';
import { agentName } from '../../lib/agent-name.ts';
import { formatAge, formatDate, formatDuration, formatNumber, noBreak } from '../../lib/format.ts';
import { useMay } from '../../lib/use-may.ts';
import { useSession } from '../../lib/use-session.ts';
import { isLive, useStartTask, useTaskAct } from './queries.ts';
import { timesOf } from './rows.ts';

const MOST_TRIES = 3;

interface HeadProps {
  task: TaskDetail;
  proposals: ProposalDetail[];
  now: number;
}

/** What it is, how it stands, what it took, and what can be done with it. */
export function TaskHead({ task, proposals, now }: HeadProps) {
  const { t, i18n } = useTranslation('tasks');
  const zone = useSession().data?.tenant.timeZone;
  const run = useMay('run');
  const next = proposals.flatMap((p) => (p.appliedAt && p.nextCheckAt ? [p.nextCheckAt] : [])).sort()[0];
  const tokens = task.executions.reduce((sum, one) => sum + one.tokensIn + one.tokensOut, 0);
  const { working, waiting } = timesOf(task, now);
  const facts: [string, ReactNode][] = [
    ['task', <span className="mono">T-{task.number}</span>],
    ['by', task.requestedBy ?? t(`trigger.${task.trigger}`)],
    ['working', formatDuration(working)],
    ['waiting', formatDuration(waiting)],
    ['tries', t('triesOf', { n: task.try, count: MOST_TRIES })],
    ['priority', task.priority],
    ['tokens', tokens > 0 ? formatNumber(tokens, i18n.language) : t('noModel')],
  ];
  return (
    <section className="card" aria-labelledby="task-title">
      <div className="row g12 wrap" style={{ padding: '18px 20px 0', alignItems: 'flex-start' }}>
        <AgentGlyph agent={task.agent} />
        <div className="grow" style={{ minWidth: 220 }}>
          <div className="row g8 wrap">
            <h1 id="task-title" style={{ fontSize: 18 }}>
              {t(`capability.${task.capability}`, { defaultValue: task.capability })}
              {task.subject && `, ${task.subject}`}
            </h1>
            <StateBadge state={task.state} />
            {next && (
              <span className="badge pr">
                <CalendarCheck size={12} aria-hidden />
                {t('outcomeDue', { day: formatDate(next, i18n.language, 'day', zone) })}
              </span>
            )}
            {task.nextTryAt && task.state === 'retrying' && (
              <span className="badge wait">
                {t('failed.next', { age: formatAge(task.nextTryAt, i18n.language, now) })}
              </span>
            )}
          </div>
          <p className="sub">
            {task.headline
              ? t('said', { agent: agentName(task.agent), headline: noBreak(task.headline) })
              : agentName(task.agent)}
          </p>
        </div>
        {run && <Acts task={task} />}
      </div>
      <div className="facts-w">
        <dl className="facts">
          {facts.map(([key, value]) => (
            <div key={key}>
              <dt className="xs i2">{t(`fact.${key}`)}</dt>
              <dd className="sm m num">{value}</dd>
            </div>
          ))}
        </dl>
        {task.temporalUrl && (
          <a className="link sm row g4" href={task.temporalUrl} target="_blank" rel="noreferrer">
            {t('temporal')}
            <ExternalLink size={13} aria-hidden />
          </a>
        )}
      </div>
    </section>
  );
}

function Acts({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'cancel' | 'retry' | null>(null);
  const act = useTaskAct();
  const start = useStartTask();
  const again = () =>
    start.mutate(
      { agent: task.agent, capability: task.capability, input: task.input },
      { onSuccess: ({ id }) => void navigate(`/tasks/${id}`) },
    );
  const over = task.state === 'failed' || task.state === 'dead_letter';
  return (
    <>
      <div className="row g8 wrap">
        {over && (
          <Button variant="primary" onClick={() => setAsked('retry')}>
            <RotateCw size={14} aria-hidden />
            {t('retry')}
          </Button>
        )}
        {isLive(task) ? (
          <Button variant="danger" onClick={() => setAsked('cancel')}>
            {t('cancel')}
          </Button>
        ) : (
          <Button busy={start.isPending} onClick={again}>
            {t('again')}
          </Button>
        )}
      </div>
      {(act.isError || start.isError) && <ErrorState problem={act.error ?? start.error} />}
      {asked && (
        <Dialog open onOpenChange={() => setAsked(null)} title={t(`${asked}Ask`)} text={t(`${asked}Text`)}>
          <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
            <Button onClick={() => setAsked(null)}>{t(asked === 'cancel' ? 'keep' : 'notNow')}</Button>
            <Button
              variant={asked === 'cancel' ? 'danger-solid' : 'primary'}
              busy={act.isPending}
              onClick={() => act.mutate({ id: task.id, act: asked }, { onSettled: () => setAsked(null) })}
            >
              {t(asked)}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
