import { useId } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { Patterns, paint, type ChartSeries } from './chart-paint.tsx';

export interface ChartProps {
  /** Rows in order; `label` is the tick. */
  data: ({ label: string } & Record<string, number | string>)[];
  series: ChartSeries[];
  /** Column head of the labels in the table. */
  rowHead: string;
  /** Name for readers of the screen. */
  title: string;
  height?: number;
  /** Shows the same data as a table; `ChartSwitch` changes it. */
  table?: boolean;
  /** Said over the axes while there is nothing to draw. */
  empty?: string;
  format?: (value: number) => string;
}

const tick = { fontSize: 11, fill: 'var(--ink-3)' };
const SMALLEST = 3;

/** A count that is not zero is at least three pixels high; Recharts gives the height of the stack, not of the bar. */
const smallest = (data: ChartProps['data'], key: string) => (_: unknown, index: number) =>
  Number(data[index]?.[key]) > 0 ? SMALLEST : 0;

export default function ChartPlot({ data, series, height, format = String }: ChartProps) {
  const id = useId();
  // The sum stands on the topmost bar that is there. Recharts leaves out empty bars, so their index is not that of the row.
  const sumOn = (key: string) => (bar: { payload?: unknown }) => {
    const row = bar.payload as Record<string, number | string>;
    const there = series.filter((one) => Number(row[one.key] ?? 0) > 0);
    if (there.at(-1)?.key !== key) return '';
    return format(there.reduce((sum, one) => sum + Number(row[one.key]), 0));
  };
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart data={data} accessibilityLayer margin={{ top: 18, right: 0, bottom: 0, left: -28 }}>
        <Patterns id={id} series={series} />
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          dataKey="label"
          interval={0}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
        />
        <YAxis tick={tick} tickLine={false} axisLine={false} allowDecimals={false} tickCount={4} />
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          formatter={(value) => format(Number(value))}
          contentStyle={{
            background: 'var(--raised)',
            border: 0,
            borderRadius: 8,
            boxShadow: 'var(--elev-float)',
            fontSize: 12,
            minWidth: 196,
          }}
          itemStyle={{ color: 'var(--ink)' }}
        />
        {series.map((one) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stackId="all"
            fill={paint(id, one)}
            maxBarSize={36}
            minPointSize={smallest(data, one.key)}
            isAnimationActive={false}
          >
            <LabelList valueAccessor={sumOn(one.key)} position="top" fontSize={11} fill="var(--ink-2)" />
          </Bar>
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
