export interface ChartSeries {
  key: string;
  label: string;
  /** Sum over all rows, for the legend. */
  total?: string;
  /** A CSS colour, always a token. */
  color: string;
  /** Pattern for what is outside the normal case. */
  pattern?: 'diagonal' | 'cross';
}

type Painted = Pick<ChartSeries, 'key' | 'color' | 'pattern'>;

/** The fill of a series: its colour, or its pattern drawn in it. `id` is of the chart, for a pattern in a hidden one paints nothing. */
export const paint = (id: string, { key, color, pattern }: Painted) =>
  pattern ? `url(#${id}${key})` : color;

/** What `paint` refers to; diagonal: canceled, cross: gave up. */
export const Patterns = ({ id, series }: { id: string; series: Painted[] }) => (
  <defs>
    {series.map(({ key, color, pattern }) =>
      pattern === 'diagonal' ? (
        <pattern
          key={key}
          id={`${id}${key}`}
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="4" height="4" fill="var(--surface)" />
          <rect width="1.6" height="4" fill={color} />
        </pattern>
      ) : pattern === 'cross' ? (
        <pattern key={key} id={`${id}${key}`} width="4" height="4" patternUnits="userSpaceOnUse">
          <rect width="4" height="4" fill={color} />
          <path d="M0 2h4M2 0v4" stroke="var(--surface)" strokeWidth="1" />
        </pattern>
      ) : null,
    )}
  </defs>
);
