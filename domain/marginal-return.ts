import { normalQuantile } from './distributions.ts';
import { weighShapes, windowOf, type ResponseDay } from './response-posterior.ts';
import { elasticityAt, heightAt, type PriorShape } from './response-shapes.ts';
import type { Interval } from './statistics.ts';

/** Straight lines on log-log paper, believed to be about 0.6 steep (sd 0.3), never falling. */
const lines: PriorShape[] = Array.from({ length: 13 }, (_, i) => {
  const a = i / 8;
  return { shape: { form: 'power', a }, logPrior: -((a - 0.6) ** 2) / (2 * 0.3 ** 2) };
});

/**
 * Value that one more unit of spend brings at this spend, by a power curve: quicker and rougher than `fitResponse`, and with
 * thin data mostly belief, which the interval shows. `days` as in `weighShapes`.
 */
export function marginalReturn(days: readonly ResponseDay[], asOf: string, spend: number): Interval {
  const { nodes, usual } = weighShapes(days, windowOf(days, asOf), lines);
  let mean = 0;
  let square = 0;
  for (const { shape, weight, level, sd } of nodes) {
    const perLevel = (elasticityAt(shape, spend) * heightAt(shape, spend)) / heightAt(shape, usual) / spend;
    mean += weight * perLevel * level;
    square += weight * perLevel ** 2 * (level ** 2 + sd ** 2);
  }
  const reach = normalQuantile(0.9) * Math.sqrt(Math.max(0, square - mean * mean));
  return { mean: Math.max(0, mean), p10: Math.max(0, mean - reach), p90: Math.max(0, mean + reach) };
}
