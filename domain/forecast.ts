import { dampedEts, seasonalNaive, theta } from './forecast-methods.ts';
import { studentQuantile } from './distributions.ts';
import { mean, type Interval } from './statistics.ts';

/** How the ensemble and the plain method did on days they had not seen. */
export interface BackTest {
  /** Forecasts made from different days of the past. */
  origins: number;
  ahead: number;
  /** Mean of 2·|forecast − actual| / (|forecast| + |actual|) over all days, in per cent. */
  smape: number;
  seasonalNaiveSmape: number;
}

export interface Forecast {
  days: Interval[];
  /** Sum of n days after the first `skip`, with its own interval: errors of days partly cancel, errors of the level do not. */
  total: (days: number, skip?: number) => Interval;
  backTest: BackTest;
}

export type ForecastResult =
  { forecast: Forecast } | { refusal: { reason: 'too-few-days'; measured: number; needed: number } };

/** Fewest days of history. */
export const FORECAST_NEEDS = 42;
const LONGEST_TEST = 28;
const LEARNING = 28;
const ORIGINS = 14;
const WEEK = 7;
/** Tests overlap: they are worth about this many independent ones (Student's t). */
const FREEDOM = 6;

/**
 * Forecast of a daily series without gaps, none below 0 (spend, conversions, value), `ahead` days. Theta and damped
 * exponential smoothing at two fifths each, seasonal naive at one fifth; 80 % intervals from the errors of
 * forecasts made from earlier days, for single days and for sums. A later 90 days' sum goes beyond what can be tested: its interval
 * is carried on in a straight line.
 */
export function forecastDaily(series: readonly number[], ahead: number): ForecastResult {
  if (series.length < FORECAST_NEEDS)
    return { refusal: { reason: 'too-few-days', measured: series.length, needed: FORECAST_NEEDS } };
  const points = ensemble(series, ahead);
  const tests = testFromThePast(series);
  const ofDay = errorGrowth(tests, 1, (t, n) => t.actual[n - 1]! - t.forecast[n - 1]!);
  const ofMean = errorGrowth(tests, WEEK, (t, n) => (sum(t.actual, n) - sum(t.forecast, n)) / n);
  const scale = mean(series.slice(-LEARNING));
  const around = (centre: number, variance: number): Interval => {
    const reach = studentQuantile(0.9, FREEDOM) * Math.sqrt(variance);
    return { mean: centre, p10: Math.max(0, centre - reach), p90: centre + reach };
  };
  return {
    forecast: {
      days: points.map((p, i) => around(p, ofDay(i + 1) * scale ** 2)),
      total: (n, skip = 0) =>
        around(sum(points, skip + n) - sum(points, skip), ofMean(skip + n) * (n * scale) ** 2),
      backTest: {
        origins: tests.length,
        ahead: Math.max(...tests.map((t) => t.actual.length)),
        smape: smape(tests.map((t) => [t.forecast, t.actual])),
        seasonalNaiveSmape: smape(tests.map((t) => [t.naive, t.actual])),
      },
    },
  };
}

/** The three methods at fixed weights, never below 0. */
export function ensemble(series: readonly number[], ahead: number): number[] {
  const weighted = [
    [theta(series, ahead), 0.4],
    [dampedEts(series, ahead), 0.4],
    [seasonalNaive(series, ahead), 0.2],
  ] as const;
  return Array.from({ length: ahead }, (_, h) =>
    Math.max(
      0,
      weighted.reduce((s, [f, w]) => s + w * f[h]!, 0),
    ),
  );
}

/** Symmetric mean absolute percentage error over all pairs of forecast and actual, in per cent; days with 0 in both count as right. */
export function smape(pairs: readonly (readonly [readonly number[], readonly number[]])[]): number {
  let total = 0;
  let count = 0;
  for (const [forecast, actual] of pairs)
    actual.forEach((y, i) => {
      const size = Math.abs(y) + Math.abs(forecast[i]!);
      total += size === 0 ? 0 : (200 * Math.abs(y - forecast[i]!)) / size;
      count++;
    });
  return count > 0 ? total / count : 0;
}

interface Test {
  actual: readonly number[];
  forecast: number[];
  naive: number[];
  /** Mean of the days it learned from last: errors are shares of it. */
  scale: number;
}

function testFromThePast(series: readonly number[]): Test[] {
  const last = series.length - WEEK;
  const first = LEARNING;
  const step = Math.max(1, Math.floor((last - first) / (ORIGINS - 1)));
  const tests: Test[] = [];
  for (let origin = last; origin >= first && tests.length < ORIGINS; origin -= step) {
    const known = series.slice(0, origin);
    const actual = series.slice(origin, origin + LONGEST_TEST);
    const scale = mean(known.slice(-LEARNING));
    tests.push({
      actual,
      forecast: ensemble(known, actual.length),
      naive: seasonalNaive(known, actual.length),
      scale,
    });
  }
  return tests;
}

/**
 * Variance of errors (shares of the scale) against how far ahead they are: a straight line a + b·n with b ≥ 0 through the mean
 * squared errors, weighted by their number, so that it carries on beyond what was tested.
 */
function errorGrowth(
  tests: readonly Test[],
  from: number,
  error: (test: Test, n: number) => number,
): (n: number) => number {
  const seen: { n: number; square: number; count: number }[] = [];
  for (let n = from; n <= LONGEST_TEST; n++) {
    const errors = tests.filter((t) => t.actual.length >= n && t.scale > 0).map((t) => error(t, n) / t.scale);
    if (errors.length > 0) seen.push({ n, square: mean(errors.map((e) => e * e)), count: errors.length });
  }
  const count = seen.reduce((s, x) => s + x.count, 0);
  if (count === 0) return () => 0;
  const n0 = seen.reduce((s, x) => s + x.count * x.n, 0) / count;
  const v0 = seen.reduce((s, x) => s + x.count * x.square, 0) / count;
  const cross = seen.reduce((s, x) => s + x.count * (x.n - n0) * (x.square - v0), 0);
  const slope = Math.max(
    0,
    cross /
      Math.max(
        1e-9,
        seen.reduce((s, x) => s + x.count * (x.n - n0) ** 2, 0),
      ),
  );
  return (n) => Math.max(v0 / 4, v0 + slope * (Math.max(n, from) - n0));
}

function sum(values: readonly number[], count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += values[i]!;
  return total;
}
