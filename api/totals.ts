import type { Totals } from '../contracts/campaigns.ts';
import type { Sums } from '../db/repositories/campaigns.ts';
import { ratio } from '../domain/ratios.ts';

/** Sums as the API shows them; ratios after summing, null at a zero denominator or where nothing was sent. */
export function totalsOf(sums: Sums, currency: string): Totals {
  const { spend_micros: spend, conversions_micros: conversions, conversion_value_micros: value } = sums;
  const perConversion = ratio(spend, conversions);
  const perImpression = ratio(spend, sums.impressions);
  return {
    currency,
    impressions: Number(sums.impressions),
    clicks: Number(sums.clicks),
    spendMicros: String(spend),
    conversions: conversions === null ? null : Number(conversions) / 1e6,
    conversionValueMicros: value === null ? null : String(value),
    roas: ratio(value, spend),
    // Conversions are counted in micros too.
    cpaMicros: perConversion === null ? null : String(Math.round(perConversion * 1e6)),
    ctr: ratio(sums.clicks, sums.impressions),
    cpmMicros: perImpression === null ? null : String(Math.round(perImpression * 1000)),
  };
}
