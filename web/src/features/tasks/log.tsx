import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import { stepsOf } from './rows.ts';

/** Everything that was recorded, oldest first: states, steps, decisions and changes. */
export function Log({ task, proposals }: { task: TaskDetail; proposals: ProposalDetail[] }) {
  const { t, i18n } = useTranslation(['tasks', 'app']);
  const zone = useSession().data?.tenant.timeZone;
  const words = useServerWords();
  const name = (key: string) => t(`name.${key}`, { defaultValue: key });
  const state = (key: string) => t(`app:state.${key}`);
  const failures = [task.failure, ...task.executions.map((one) => one.failure)];
  const reason = (text: string) => {
    const failure = failures.find((one) => one?.message === text);
    return failure ? words.failure(failure).happened : words.transition(text);
  };
  const entries: { at: string; words: string; bad?: boolean }[] = [
    ...task.transitions.map((move) => ({
      at: move.at,
      words: t('log.state', { state: state(move.to) }) + (move.reason ? ` (${reason(move.reason)})` : ''),
    })),
    ...stepsOf(task).flatMap((step) => [
      { at: step.startedAt, words: t('log.started', { step: name(step.name), n: step.try }) },
      ...(step.finishedAt
        ? [
            {
              at: step.finishedAt,
              words: step.error
                ? t('log.failed', { step: name(step.name), why: words.failure(step.error).happened })
                : t('log.finished', { step: name(step.name) }),
              bad: step.state === 'failed',
            },
          ]
        : []),
    ]),
    ...proposals.flatMap((p) => [
      { at: p.createdAt, words: t('log.proposed', { campaign: p.campaignName }) },
      ...p.decisions.map((one) => ({
        at: one.at,
        words: t(`log.${one.verdict}`, { name: one.name, campaign: p.campaignName }),
      })),
      ...(p.appliedAt ? [{ at: p.appliedAt, words: t('log.applied', { campaign: p.campaignName }) }] : []),
      ...p.outcomes
        .filter((check) => check.state !== 'due')
        .map((check) => ({
          at: check.dueAt,
          words: t(check.state === 'done' ? 'log.checked' : 'log.unmeasured', {
            campaign: p.campaignName,
            days: check.afterDays,
          }),
        })),
    ]),
  ];
  const sorted = entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <div
      className="cbody"
      style={{ overflowX: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label={t('log.label')}
    >
      <table className="log num">
        <tbody>
          {sorted.map((entry, i) => (
            <tr key={i}>
              <td className="mono">
                <time dateTime={entry.at} title={entry.at}>
                  {formatDate(entry.at, i18n.language, 'day', zone)}{' '}
                  {formatDate(entry.at, i18n.language, 'seconds', zone)}
                </time>
              </td>
              <td className={entry.bad ? 'neg' : undefined}>{entry.words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
