/** Interval bar: the range as a band, the mean as a dot, 0 as a mark. Figures stand beside it, so it is decoration. */
export function Interval({ mean, p10, p90 }: { mean: string; p10: string; p90: string }) {
  const [low, middle, high] = [Number(p10), Number(mean), Number(p90)];
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const pad = (to - from || 1) * 0.08;
  const x = (v: number) => 4 + ((v - from + pad) / (to - from + 2 * pad || 1)) * 156;
  return (
    <svg width="164" height="14" viewBox="0 0 164 14" aria-hidden style={{ maxWidth: '100%' }}>
      <line x1="4" x2="160" y1="7" y2="7" stroke="var(--line-strong)" />
      <line x1={x(0)} x2={x(0)} y1="1" y2="13" stroke="var(--line-control)" strokeWidth="1.5" />
      <rect
        x={x(low)}
        y="4"
        width={Math.max(2, x(high) - x(low))}
        height="6"
        rx="3"
        fill="var(--accent)"
        opacity=".45"
      />
      <circle cx={x(middle)} cy="7" r="3.5" fill="var(--accent)" />
    </svg>
  );
}
