/** A method takes a daily series without gaps and gives the next `ahead` values. */
export type ForecastMethod = (series: readonly number[], ahead: number) => number[];

const WEEK = 7;

/** The last seen week again and again. */
export const seasonalNaive: ForecastMethod = (series, ahead) =>
  Array.from({ length: ahead }, (_, h) => series[series.length - WEEK + (h % WEEK)]!);

/**
 * Additive weekly pattern by classical decomposition: mean distance of each weekday from the centred seven-day mean, summing
 * to 0. Entry i belongs to positions i, i + 7 …
 */
export function weeklyPattern(series: readonly number[]): number[] {
  const sums = new Array<number>(WEEK).fill(0);
  const counts = new Array<number>(WEEK).fill(0);
  for (let t = 3; t < series.length - 3; t++) {
    let around = 0;
    for (let k = -3; k <= 3; k++) around += series[t + k]!;
    sums[t % WEEK]! += series[t]! - around / WEEK;
    counts[t % WEEK]!++;
  }
  const raw = sums.map((s, i) => s / Math.max(1, counts[i]!));
  const centre = raw.reduce((a, b) => a + b, 0) / WEEK;
  return raw.map((r) => r - centre);
}

/** Takes the weekly pattern out, forecasts, puts it back. */
function deseasonalised(method: ForecastMethod): ForecastMethod {
  return (series, ahead) => {
    const pattern = weeklyPattern(series);
    const plain = series.map((y, t) => y - pattern[t % WEEK]!);
    return method(plain, ahead).map((y, h) => y + pattern[(series.length + h) % WEEK]!);
  };
}

/** Simple exponential smoothing from `start`: the level after the last value and the sum of squared one-step errors. */
export function smooth(
  series: readonly number[],
  alpha: number,
  start: number,
): { level: number; squares: number } {
  let level = start;
  let squares = 0;
  for (const y of series) {
    squares += (y - level) ** 2;
    level += alpha * (y - level);
  }
  return { level, squares };
}

/** Least-squares slope against 0, 1, 2 … */
export function slopeOf(series: readonly number[]): number {
  const centre = (series.length - 1) / 2;
  let cross = 0;
  let square = 0;
  series.forEach((y, t) => {
    cross += (t - centre) * y;
    square += (t - centre) ** 2;
  });
  return square > 0 ? cross / square : 0;
}

/**
 * Theta forecast of a series without season (Assimakopoulos and Nikolopoulos 2000; closed form of Hyndman and Billah 2003):
 * exponential smoothing with a drift of half the least-squares slope.
 */
export function thetaWith(series: readonly number[], ahead: number, alpha: number): number[] {
  const { level } = smooth(series, alpha, series[0]!);
  const drift = slopeOf(series) / 2;
  const lag = 1 / alpha - (1 - alpha) ** series.length / alpha;
  return Array.from({ length: ahead }, (_, h) => level + drift * (h + lag));
}

export const theta: ForecastMethod = deseasonalised((series, ahead) => {
  const alpha = least(grid(0.02, 0.98, 0.02), (a) => smooth(series, a, series[0]!).squares);
  return thetaWith(series, ahead, alpha);
});

/** Parameters of exponential smoothing with a damped additive trend. */
export interface Damped {
  alpha: number;
  beta: number;
  phi: number;
}

/** Runs Holt's damped linear method (ETS(A,Ad,N) in error-correction form) from a level and a trend. */
export function damped(
  series: readonly number[],
  { alpha, beta, phi }: Damped,
  start: { level: number; trend: number },
) {
  let { level, trend } = start;
  let squares = 0;
  for (const y of series) {
    const expected = level + phi * trend;
    const error = y - expected;
    squares += error * error;
    level = expected + alpha * error;
    trend = phi * trend + beta * error;
  }
  return { level, trend, squares };
}

export const dampedEts: ForecastMethod = deseasonalised((series, ahead) => {
  const early = series.slice(0, 14);
  const start = { level: early.reduce((a, b) => a + b, 0) / early.length, trend: 0 };
  let best: { parameters: Damped; level: number; trend: number; squares: number } | null = null;
  for (const alpha of grid(0.02, 0.9, 0.08))
    for (const share of [0, 0.05, 0.15, 0.4])
      for (const phi of [0.8, 0.9, 0.95, 0.98]) {
        const parameters = { alpha, beta: alpha * share, phi };
        const run = damped(series, parameters, start);
        if (!best || run.squares < best.squares) best = { parameters, ...run };
      }
  const { level, trend, parameters } = best!;
  let sum = 0;
  return Array.from({ length: ahead }, (_, h) => {
    sum += parameters.phi ** (h + 1);
    return level + trend * sum;
  });
});

function grid(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => from + i * step);
}

function least(candidates: number[], cost: (x: number) => number): number {
  return candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
}
