import { unitsFromMicros } from './money.ts';

/** Sums over days or campaigns. Ratios are computed from sums, never averaged (spec E12). */
export interface Totals {
  impressions: bigint;
  clicks: bigint;
  spendMicros: bigint;
  /** null: no row carried the metric. */
  conversionsMicros: bigint | null;
  conversionValueMicros: bigint | null;
}

export const noTotals: Totals = {
  impressions: 0n,
  clicks: 0n,
  spendMicros: 0n,
  conversionsMicros: null,
  conversionValueMicros: null,
};

/** Adds rows up; a missing metric counts as nothing unless every row lacks it. */
export function sumTotals(rows: Iterable<Totals>): Totals {
  const sum = { ...noTotals };
  for (const row of rows) {
    sum.impressions += row.impressions;
    sum.clicks += row.clicks;
    sum.spendMicros += row.spendMicros;
    sum.conversionsMicros = addKnown(sum.conversionsMicros, row.conversionsMicros);
    sum.conversionValueMicros = addKnown(sum.conversionValueMicros, row.conversionValueMicros);
  }
  return sum;
}

function addKnown(a: bigint | null, b: bigint | null): bigint | null {
  return a === null ? b : b === null ? a : a + b;
}

/** `top / bottom`, or null when either is unknown or the denominator is 0. */
export function ratio(top: bigint | number | null, bottom: bigint | number | null): number | null {
  if (top === null || bottom === null || Number(bottom) === 0) return null;
  return Number(top) / Number(bottom);
}

export interface Ratios {
  /** Conversion value per unit of spend. */
  roas: number | null;
  /** Spend per conversion, in currency units. */
  cpa: number | null;
  cpc: number | null;
  /** Spend per 1,000 impressions, in currency units. */
  cpm: number | null;
  ctr: number | null;
  /** Conversions per click. */
  cvr: number | null;
}

export function ratiosOf(totals: Totals): Ratios {
  const spend = unitsFromMicros(totals.spendMicros);
  const conversions = totals.conversionsMicros === null ? null : unitsFromMicros(totals.conversionsMicros);
  const perImpression = ratio(spend, totals.impressions);
  return {
    roas: ratio(totals.conversionValueMicros, totals.spendMicros),
    cpa: ratio(spend, conversions),
    cpc: ratio(spend, totals.clicks),
    cpm: perImpression === null ? null : perImpression * 1000,
    ctr: ratio(totals.clicks, totals.impressions),
    cvr: ratio(conversions, totals.clicks),
  };
}
