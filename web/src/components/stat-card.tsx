import { ArrowDownRight, ArrowUpRight, Info } from 'lucide-react';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface DeltaProps {
  /** Sign gives the arrow. */
  change: number;
  text: string;
  /** Whether a rise is good news, bad news or neither (spend). */
  rise?: 'good' | 'bad' | 'neither';
}
export function Delta({ change, text, rise = 'good' }: DeltaProps) {
  const Icon = change < 0 ? ArrowDownRight : ArrowUpRight;
  const tone = rise === 'neither' || change === 0 ? 'i2' : change > 0 === (rise === 'good') ? 'pos' : 'neg';
  return (
    <span className={clsx('delta', tone)}>
      <Icon size={12} aria-hidden />
      {text}
    </span>
  );
}

interface StatCardProps {
  label: ReactNode;
  /** What the figure is, where its name does not say all. */
  about?: string;
  value: string;
  delta?: DeltaProps | null;
  before?: string;
  now?: number[];
  past?: number[];
}

/** One figure with its change, the period before and both courses on one scale. */
export function StatCard({ label, about, value, delta, before, now = [], past = [] }: StatCardProps) {
  return (
    <section className="card stat">
      <div className="lab" title={about}>
        {label}
        {about && <span className="sr">: {about}</span>}
        {about && <Info size={13} className="i3" aria-hidden />}
      </div>
      <div className="val">{value}</div>
      <div className="foot">
        {delta && <Delta {...delta} />}
        {before && <span className="trunc">{before}</span>}
      </div>
      {now.length > 1 && <Sparkline now={now} past={past} />}
    </section>
  );
}

function Sparkline({ now, past }: { now: number[]; past: number[] }) {
  const all = [...now, ...past];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const y = (value: number) => 38 - (31 * (value - low)) / (high - low || 1);
  const line = (values: number[]) =>
    values
      .map(
        (value, i) =>
          `${i ? 'L' : 'M'}${(4 + (232 * i) / (values.length - 1)).toFixed(1)} ${y(value).toFixed(1)}`,
      )
      .join('');
  return (
    <span className="spark" aria-hidden>
      <svg viewBox="0 0 240 44" width="100%" height="44" preserveAspectRatio="none">
        <path d={`${line(now)}L236 44L4 44Z`} fill="var(--chart-band)" opacity=".6" />
        {past.length > 1 && (
          <path
            d={line(past)}
            fill="none"
            stroke="var(--chart-past)"
            strokeWidth="1.25"
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
          />
        )}
        <path
          d={line(now)}
          fill="none"
          stroke="var(--chart-1)"
          strokeWidth="1.75"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <i style={{ top: y(now.at(-1) ?? 0) - 3.5, right: '1.67%' }} />
    </span>
  );
}
