/** One part of a ratio before and after, for example value (top) and spend (bottom) of one campaign. */
export interface RatioPart {
  id: string;
  before: { top: number; bottom: number };
  after: { top: number; bottom: number };
}

export interface MixRate {
  /** The ratio of the sums; null where nothing stands below the line. */
  before: number | null;
  after: number | null;
  /** Sum of all effects; equals after − before. */
  change: number;
  mix: number;
  rate: number;
  parts: { id: string; mix: number; rate: number }[];
}

/**
 * Splits the change of a ratio of sums into what each part did by weighing more or less (mix) and by its own ratio changing
 * (rate), at the average of both periods (Marshall-Edgeworth), so that the effects add up to the change with nothing left over.
 * A part that stands in one period only has mix alone. Without a ratio in either period all effects are 0.
 */
export function splitMixRate(parts: readonly RatioPart[]): MixRate {
  const before = sum(parts.map((p) => p.before));
  const after = sum(parts.map((p) => p.after));
  if (before.bottom === 0 || after.bottom === 0) {
    return {
      before: before.bottom === 0 ? null : before.top / before.bottom,
      after: after.bottom === 0 ? null : after.top / after.bottom,
      change: 0,
      mix: 0,
      rate: 0,
      parts: parts.map(({ id }) => ({ id, mix: 0, rate: 0 })),
    };
  }
  const centre = (before.top / before.bottom + after.top / after.bottom) / 2;
  const effects = parts.map((p) => {
    const [weight0, weight1] = [p.before.bottom / before.bottom, p.after.bottom / after.bottom];
    const known0 = p.before.bottom === 0 ? null : p.before.top / p.before.bottom;
    const known1 = p.after.bottom === 0 ? null : p.after.top / p.after.bottom;
    const rate0 = known0 ?? known1 ?? centre;
    const rate1 = known1 ?? rate0;
    // A top without a bottom (value that came in after spending stopped) has no rate: it counts as mix.
    const stray =
      (known1 === null ? p.after.top / after.bottom : 0) -
      (known0 === null ? p.before.top / before.bottom : 0);
    return {
      id: p.id,
      mix: (weight1 - weight0) * ((rate0 + rate1) / 2 - centre) + stray,
      rate: (rate1 - rate0) * ((weight0 + weight1) / 2),
    };
  });
  const mix = effects.reduce((s, e) => s + e.mix, 0);
  const rate = effects.reduce((s, e) => s + e.rate, 0);
  return {
    before: before.top / before.bottom,
    after: after.top / after.bottom,
    change: mix + rate,
    mix,
    rate,
    parts: effects,
  };
}

function sum(values: { top: number; bottom: number }[]): { top: number; bottom: number } {
  return values.reduce((s, v) => ({ top: s.top + v.top, bottom: s.bottom + v.bottom }), {
    top: 0,
    bottom: 0,
  });
}
