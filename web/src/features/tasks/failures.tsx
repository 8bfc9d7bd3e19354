import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { showToast } from '../../components/toast.ts';
import { formatAge, formatDate } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';

/** The last failure in words: what happened, what it touched, what to do. One that a later try solved says so. */
export function Failures({ task }: { task: TaskDetail }) {
  const { t, i18n } = useTranslation('tasks');
  const server = useServerWords();
  const zone = useSession().data?.tenant.timeZone;
  const last = task.executions.findLast((one) => one.failure !== null);
  const failure = task.failure ?? last?.failure;
  if (!failure) return null;
  const words = server.failure(failure);
  const solved = task.state === 'completed' ? task.finishedAt : null;
  const codes = [failure.code, failure.providerCode, failure.trace].filter(Boolean).join(' · ');
  const copy = () =>
    void navigator.clipboard
      .writeText(JSON.stringify({ task: task.id, ...failure }, null, 2))
      .then(() => showToast(t('failed.copied')));
  return (
    <section className={solved ? 'card' : 'card err'} aria-labelledby="task-failure">
      <div className="chead wrap">
        <span className={solved ? 'i3' : 'neg'}>
          <CircleX size={18} aria-hidden />
        </span>
        <h2 id="task-failure">{last ? t('failed.try', { n: last.try }) : t('failed.title')}</h2>
        {solved && (
          <span className="badge ok more">
            <CircleCheck size={13} aria-hidden />
            {t('failed.solved', { at: formatDate(solved, i18n.language, 'time', zone) })}
          </span>
        )}
        {task.nextTryAt && (
          <span className="badge wait more">
            {t('failed.next', { age: formatAge(task.nextTryAt, i18n.language) })}
          </span>
        )}
      </div>
      <div className="cbody" style={{ paddingLeft: 48 }}>
        <dl className="sm col g8">
          {(['happened', 'touched', 'todo'] as const).map((key) => (
            <div key={key}>
              <dt className="xs i2">{t(`failed.${key}`)}</dt>
              <dd>{words[key]}</dd>
            </div>
          ))}
        </dl>
        <div className="hr row g12 wrap xs i3" style={{ marginTop: 14, paddingTop: 10 }}>
          <span className="mono">{codes}</span>
          <button type="button" className="link more" onClick={copy}>
            {t('failed.copy')}
          </button>
        </div>
      </div>
    </section>
  );
}
