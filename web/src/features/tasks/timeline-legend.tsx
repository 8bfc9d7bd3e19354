import { useTranslation } from 'react-i18next';
import type { Bar, Row } from './rows.ts';

const fills: Partial<Record<Bar['look'], string>> = {
  step: 'var(--chart-quiet)',
  model: 'var(--chart-1)',
  write: 'var(--ink)',
  failed: 'var(--negative)',
};
const lines: Partial<Record<Bar['look'], { stroke: string; dash?: string }>> = {
  retry: { stroke: 'var(--warning-fill)', dash: '2 3' },
  hold: { stroke: 'var(--accent)' },
};
const order = ['step', 'model', 'write', 'failed', 'retry', 'hold'] as const;

/** What the marks mean; only those that are drawn. */
export function TimelineLegend({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('tasks');
  const drawn = new Set(rows.flatMap((row) => row.bars.map((bar) => bar.look)));
  return (
    <span className="legend desk">
      {order
        .filter((look) => drawn.has(look))
        .map((look) => (
          <span key={look}>
            <svg width="14" height="10" aria-hidden>
              {fills[look] ? (
                <rect width="14" height="10" rx="2" fill={fills[look]} />
              ) : (
                <path
                  d="M0 5h14"
                  stroke={lines[look]?.stroke}
                  strokeWidth="2.5"
                  strokeDasharray={lines[look]?.dash}
                />
              )}
            </svg>
            {t(`legend.${look}`)}
          </span>
        ))}
    </span>
  );
}
