import { useTranslation } from 'react-i18next';
import { LegendEntry } from '../../components/legend.tsx';
import type { Row } from './rows.ts';

const looks = [
  { look: 'step', mark: 'area', color: 'var(--chart-quiet)' },
  { look: 'model', mark: 'area', color: 'var(--chart-1)' },
  { look: 'write', mark: 'area', color: 'var(--ink)' },
  { look: 'failed', mark: 'area', color: 'var(--negative)' },
  { look: 'retry', mark: 'line', color: 'var(--warning-fill)', dash: '2 3' },
  { look: 'hold', mark: 'line', color: 'var(--accent)' },
] as const;

/** What the marks mean; only those that are drawn. */
export function TimelineLegend({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('tasks');
  const drawn = new Set(rows.flatMap((row) => row.bars.map((bar) => bar.look)));
  return (
    <span className="legend desk">
      {looks
        .filter(({ look }) => drawn.has(look))
        .map(({ look, ...mark }) => (
          <LegendEntry key={look} {...mark}>
            {t(`legend.${look}`)}
          </LegendEntry>
        ))}
    </span>
  );
}
