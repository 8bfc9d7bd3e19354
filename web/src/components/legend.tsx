import type { ReactNode } from 'react';
import { Patterns, paint, type ChartSeries } from './chart-paint.tsx';

interface LegendEntryProps {
  /** How it is drawn: a line, a filled area or bar, or single points. */
  mark: 'line' | 'area' | 'dot';
  /** A CSS colour, always a token. */
  color: string;
  /** Of a line. */
  dash?: string;
  /** Of an area, as `Patterns` draws it. */
  pattern?: ChartSeries['pattern'];
  /** Of the legend, unique on the page; needed for a pattern. */
  id?: string;
  children: ReactNode;
}

/** One mark of a chart and what it means; stands in a `.legend`. */
export function LegendEntry({ mark, color, dash, pattern, id = '', children }: LegendEntryProps) {
  const painted = { key: mark, color, pattern };
  return (
    <span>
      <svg width={mark === 'dot' ? 8 : 14} height="10" aria-hidden>
        <Patterns id={id} series={[painted]} />
        {mark === 'line' && <path d="M0 5h14" stroke={color} strokeWidth="2.5" strokeDasharray={dash} />}
        {mark === 'area' && <rect width="14" height="10" rx="2" fill={paint(id, painted)} />}
        {mark === 'dot' && <circle cx="4" cy="5" r="2.5" fill={color} />}
      </svg>
      {children}
    </span>
  );
}
