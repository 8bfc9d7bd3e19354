import { Table2, ChartColumn } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from './states.tsx';

const Plot = lazy(() => import('./chart-plot.tsx'));

export interface ChartSeries {
  key: string;
  label: string;
  /** A CSS colour, always a token. */
  color: string;
  /** Pattern for what is outside the normal case. */
  pattern?: 'diagonal' | 'cross';
}
export interface ChartProps {
  /** Rows in order; `label` is the tick. */
  data: ({ label: string } & Record<string, number | string>)[];
  series: ChartSeries[];
  /** Column head of the labels in the table. */
  rowHead: string;
  /** Name for readers of the screen. */
  title: string;
  height?: number;
  format?: (value: number) => string;
}

/** Stacked columns with a legend and the same data as a table. The plot loads apart. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation('app');
  const [table, setTable] = useState(false);
  const { data, series, rowHead, title, height = 232, format = String } = props;
  const Icon = table ? ChartColumn : Table2;
  return (
    <figure aria-label={title} style={{ position: 'relative' }}>
      <button
        type="button"
        className="iconbtn"
        style={{ position: 'absolute', right: 0, top: -4, zIndex: 1 }}
        aria-label={table ? t('chart.plot') : t('chart.table')}
        onClick={() => setTable(!table)}
      >
        <Icon size={16} aria-hidden />
      </button>
      {table ? (
        <div className="tblwrap" style={{ minHeight: height, paddingTop: 28 }}>
          <table className="tbl">
            <thead>
              <tr>
                <th scope="col">{rowHead}</th>
                {series.map((s) => (
                  <th key={s.key} scope="col" className="r">
                    {s.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map((row) => (
                <tr key={row.label}>
                  <td>{row.label}</td>
                  {series.map((s) => (
                    <td key={s.key} className="r">
                      {format(Number(row[s.key] ?? 0))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <Suspense fallback={<Skeleton height={height} />}>
          <Plot {...props} />
        </Suspense>
      )}
    </figure>
  );
}
