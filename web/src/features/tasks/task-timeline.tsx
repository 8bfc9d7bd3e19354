import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { formatDuration } from '../../lib/format.ts';
import { layTimeline, placeInstant } from './timeline.ts';

type Step = TaskDetail['executions'][number]['steps'][number] & { key: string; try: number };
const fills = {
  step: 'var(--chart-quiet)',
  model: 'var(--accent)',
  write: 'var(--ink)',
  wait: 'var(--accent)',
};
const time = (instant: string) => new Date(instant).getTime();

/** One row per step over folded time; a row opens its panel with input, output and cost. */
export function TaskTimeline({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const [open, setOpen] = useState<string | null>(null);
  const steps: Step[] = task.executions.flatMap((e) =>
    e.steps.map((s) => ({ ...s, try: e.try, key: `${e.id} ${s.step} ${s.attempt}` })),
  );
  // A step under way is drawn up to the latest instant that is known.
  const latest = Math.max(0, ...steps.map((s) => time(s.finishedAt ?? s.startedAt)));
  const endOf = (s: Step) => (s.finishedAt ? time(s.finishedAt) : latest);
  const panes = layTimeline(
    steps.filter((s) => s.kind !== 'wait').map((s) => ({ start: time(s.startedAt), end: endOf(s) })),
  );
  const names = [...new Set(steps.map((s) => s.name))];
  const shown = steps.find((s) => s.key === open);
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  return (
    <section className="card">
      <div className="chead">
        <h2>{t('timeline')}</h2>
      </div>
      <div className="cbody">
        {steps.length === 0 && <p className="sm i2">{t('notYet')}</p>}
        {names.map((name) => (
          <div key={name} className="row" style={{ minHeight: 36, borderTop: '1px solid var(--line)' }}>
            <span className="sm m" style={{ width: '30%', flex: 'none' }}>
              {t(`name.${name}`, { defaultValue: name })}
            </span>
            <div className="grow" style={{ position: 'relative', alignSelf: 'stretch' }}>
              {panes
                .filter((p) => p.kind === 'fold')
                .map((p) => (
                  <span
                    key={p.start}
                    title={formatDuration(p.end - p.start)}
                    style={{
                      position: 'absolute',
                      top: 0,
                      bottom: 0,
                      left: percent(p.left),
                      width: percent(p.width),
                      background: 'repeating-linear-gradient(115deg, var(--line) 0 2px, transparent 2px 6px)',
                    }}
                  />
                ))}
              {steps
                .filter((s) => s.name === name)
                .map((s) => {
                  const [left, right] = [
                    placeInstant(panes, time(s.startedAt)),
                    placeInstant(panes, endOf(s)),
                  ];
                  const words = `${t('try', { n: s.try })}, ${t('attempt', { n: s.attempt })}, ${s.finishedAt ? formatDuration(endOf(s) - time(s.startedAt)) : ''}`;
                  return (
                    <button
                      key={s.key}
                      aria-label={`${t(`name.${name}`, { defaultValue: name })}, ${words}`}
                      aria-expanded={open === s.key}
                      title={words}
                      onClick={() => setOpen(open === s.key ? null : s.key)}
                      style={{
                        position: 'absolute',
                        top: 6,
                        height: 24,
                        left: percent(left),
                        width: percent(right - left),
                        minWidth: 8,
                        borderRadius: 4,
                        border: '7px solid transparent',
                        borderWidth: '7px 0',
                        backgroundClip: 'padding-box',
                        backgroundColor: s.state === 'failed' ? 'var(--negative)' : fills[s.kind],
                      }}
                    />
                  );
                })}
            </div>
          </div>
        ))}
        {shown && <StepPanel step={shown} />}
      </div>
    </section>
  );
}

function StepPanel({ step }: { step: Step }) {
  const { t } = useTranslation('tasks');
  const text = (value: unknown) =>
    value === null || value === undefined ? t('nothing') : JSON.stringify(value, null, 2);
  return (
    <div
      className="col g8"
      style={{ marginTop: 12 }}
      role="region"
      aria-label={t(`name.${step.name}`, { defaultValue: step.name })}
    >
      {step.error && (
        <p className="sm neg">
          {step.error.message} {step.error.remedy}
        </p>
      )}
      {(['input', 'output'] as const).map((key) => (
        <div key={key}>
          <h3>{t(`tab.${key}`)}</h3>
          <pre className="code" tabIndex={0} style={{ maxHeight: 260, overflow: 'auto' }}>
            {text(step[key])}
          </pre>
        </div>
      ))}
      <p className="xs i2 num">
        {t('tokensInOut')}: {step.tokensIn}, {step.tokensOut}
      </p>
    </div>
  );
}
