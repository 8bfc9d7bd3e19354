import { Table2, ChartColumn } from 'lucide-react';
import { lazy, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartProps } from './chart-plot.tsx';
import { LegendEntry } from './legend.tsx';
import { Skeleton } from './states.tsx';

const Plot = lazy(() => import('./chart-plot.tsx'));

/** Between plot and table; stands in the head of the card. */
export function ChartSwitch({ table, onChange }: { table: boolean; onChange: (table: boolean) => void }) {
  const { t } = useTranslation('app');
  const Icon = table ? ChartColumn : Table2;
  return (
    <button
      type="button"
      className="iconbtn"
      aria-label={table ? t('chart.plot') : t('chart.table')}
      onClick={() => onChange(!table)}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}

/** Stacked columns with a legend and the same data as a table. The plot loads apart. */
export function Chart(props: ChartProps) {
  const { data, series, rowHead, title, height = 208, table = false, empty, format = String } = props;
  const id = useId();
  if (table) return <ChartTable {...{ data, series, rowHead, title, height, format }} />;
  return (
    <figure aria-label={title}>
      <div style={{ height, position: 'relative' }}>
        <Suspense fallback={<Skeleton height={height} />}>
          <Plot {...props} height={height} />
        </Suspense>
        {empty !== undefined && <p className="chart-empty sm i2">{empty}</p>}
      </div>
      <figcaption className="legend" style={{ marginTop: 8 }}>
        {series.map((one) => (
          <LegendEntry
            key={one.key}
            mark="area"
            color={one.color}
            pattern={one.pattern}
            id={`${id}${one.key}`}
          >
            {one.label}
            {one.total !== undefined && <span className="num">{one.total}</span>}
          </LegendEntry>
        ))}
      </figcaption>
    </figure>
  );
}

type TableProps = Required<Pick<ChartProps, 'data' | 'series' | 'rowHead' | 'title' | 'height' | 'format'>>;

function ChartTable({ data, series, rowHead, title, height, format }: TableProps) {
  return (
    <div className="tblwrap" style={{ minHeight: height + 24 }}>
      <table className="tbl dense" aria-label={title}>
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
              <th scope="row">{row.label}</th>
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
  );
}
