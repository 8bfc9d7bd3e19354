import { X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatDate, formatDuration, formatNumber } from '../../lib/format.ts';
import { useServerWords } from '../../lib/server-words.ts';
import { useSession } from '../../lib/use-session.ts';
import type { Step } from './rows.ts';

const tabs = ['input', 'output', 'attempts', 'cost'] as const;

interface StepPanelProps {
  /** All of one step, oldest first. */
  attempts: Step[];
  task: TaskDetail;
  onClose: () => void;
}

/** One step: what it was given, what it gave, each attempt, and what it cost. */
export function StepPanel({ attempts, task, onClose }: StepPanelProps) {
  const { t, i18n } = useTranslation(['tasks', 'app']);
  const words = useServerWords();
  const zone = useSession().data?.tenant.timeZone;
  const step = attempts.at(-1)!;
  const title = t(`name.${step.name}`, { defaultValue: step.name });
  const model = task.executions.find((one) => step.key.startsWith(one.id))?.model;
  const json = (tab: 'input' | 'output', value: unknown) =>
    value === null || value === undefined ? (
      <p className="sm i2">{t('nothing')}</p>
    ) : (
      <pre className="code" tabIndex={0} role="region" aria-label={`${title}: ${t(`tab.${tab}`)}`}>
        {JSON.stringify(value, null, 2)}
      </pre>
    );
  const took = (one: Step) =>
    one.finishedAt ? formatDuration(Date.parse(one.finishedAt) - Date.parse(one.startedAt)) : '';
  const sum = (key: 'tokensIn' | 'tokensOut') => attempts.reduce((total, one) => total + one[key], 0);
  return (
    <section className="card step-panel" aria-labelledby="step-title">
      <div className="chead">
        <h2 id="step-title">{title}</h2>
        <StateBadge state={step.state}>{took(step) || undefined}</StateBadge>
        <button type="button" className="iconbtn more" aria-label={t('app:close')} onClick={onClose}>
          <X size={16} aria-hidden />
        </button>
      </div>
      <Tabs.Root defaultValue={step.state === 'failed' ? 'attempts' : 'output'}>
        <Tabs.List className="tabs" style={{ padding: '0 20px' }} aria-label={title}>
          {tabs.map((tab) => (
            <Tabs.Trigger key={tab} value={tab}>
              {t(`tab.${tab}`)} {tab === 'attempts' && <span className="count">{attempts.length}</span>}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="input" className="cbody">
          {json('input', step.input)}
        </Tabs.Content>
        <Tabs.Content value="output" className="cbody">
          {json('output', step.output)}
        </Tabs.Content>
        <Tabs.Content value="attempts" className="cbody col g12">
          {attempts.map((one) => (
            <div key={one.key} className="sm">
              <div className="row g8 wrap">
                <span className="m">
                  {t('try', { n: one.try })}, {t('attempt', { n: one.attempt })}
                </span>
                <StateBadge state={one.state} />
                <span className="xs i2 num more">
                  {formatDate(one.startedAt, i18n.language, 'seconds', zone)} {took(one) && `· ${took(one)}`}
                </span>
              </div>
              {one.error && (
                <p className="xs i2" style={{ marginTop: 4 }}>
                  {words.failure(one.error).happened} {words.failure(one.error).todo}{' '}
                  <span className="mono i3">
                    {[one.error.code, one.error.providerCode, one.error.trace].filter(Boolean).join(' · ')}
                  </span>
                </p>
              )}
            </div>
          ))}
        </Tabs.Content>
        <Tabs.Content value="cost" className="cbody">
          <dl className="kv">
            <dt>{t('cost.model')}</dt>
            <dd>{step.kind === 'model' && model ? model : t('cost.none')}</dd>
            <dt>{t('tokensInOut')}</dt>
            <dd>
              {formatNumber(sum('tokensIn'), i18n.language)} · {formatNumber(sum('tokensOut'), i18n.language)}
            </dd>
            <dt>{t('cost.time')}</dt>
            <dd>{took(step) || '–'}</dd>
          </dl>
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}
