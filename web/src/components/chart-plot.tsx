import { useId } from 'react';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ChartProps } from './chart.tsx';

const tick = { fontSize: 11, fill: 'var(--ink-3)' };

export default function ChartPlot({ data, series, height = 232, format = String }: ChartProps) {
  const id = useId();
  const fill = (key: string, color: string, pattern?: string) => (pattern ? `url(#${id}${key})` : color);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart data={data} accessibilityLayer margin={{ top: 16, right: 0, bottom: 0, left: -24 }}>
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
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} />
        <YAxis tick={tick} tickLine={false} axisLine={false} allowDecimals={false} />
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
        />
        <Legend
          align="left"
          iconSize={10}
          formatter={(label: string) => <span style={{ color: 'var(--ink-2)', fontSize: 12 }}>{label}</span>}
        />
        {series.map(({ key, label, color, pattern }) => (
          <Bar
            key={key}
            dataKey={key}
            name={label}
            stackId="all"
            fill={fill(key, color, pattern)}
            maxBarSize={36}
            minPointSize={(value) => (Number(value) > 0 ? 3 : 0)}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
