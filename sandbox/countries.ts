import { randomFor } from '../domain/random.ts';
import type { Report } from './report.ts';

type Countries = readonly { code: string; share: number }[];

/**
 * A report by country. Parts add up to the whole exactly; spend is cut at the micro, so it has six decimals where the
 * whole has two. Countries without an impression are left out.
 */
export function splitByCountry(
  report: Report,
  countries: Countries,
  key: string,
): (Report & { country: string })[] {
  const random = randomFor(key, 'countries');
  const weights = countries.map((c) => c.share * (0.85 + 0.3 * random.uniform()));
  const sum = weights.reduce((a, b) => a + b, 0);
  const bounds = weights.map((_, i) => weights.slice(0, i + 1).reduce((a, b) => a + b, 0) / sum);
  bounds[bounds.length - 1] = 1;

  return countries
    .map(({ code }, i) => {
      const [low, high] = [bounds[i - 1] ?? 0, bounds[i]!];
      const part = (whole: number) => Math.floor(whole * high) - Math.floor(whole * low);
      const impressions = part(report.impressions);
      return {
        country: code,
        impressions,
        clicks: Math.min(impressions, part(report.clicks)),
        reach: Math.min(impressions, part(report.reach)),
        spendMicros: micros(report.spendMicros, high) - micros(report.spendMicros, low),
        orders: report.orders.filter((o) => o.place >= low && o.place < high),
      };
    })
    .filter((part) => part.impressions > 0);
}

function micros(whole: bigint, share: number): bigint {
  return share === 1 ? whole : BigInt(Math.floor(Number(whole) * share));
}
