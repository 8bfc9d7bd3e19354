/** Mean of a non-empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Sample standard deviation (n − 1); 0 for fewer than two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1));
}

/** Quantile of ascending values, linear between neighbours (numpy's default). */
export function quantileOf(sorted: readonly number[], p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

export function median(values: readonly number[]): number {
  return quantileOf(ascending(values), 0.5);
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

export interface Interval {
  mean: number;
  /** The ends between which it lies with a chance of 80 %. */
  p10: number;
  p90: number;
}

/** Mean and 80 % interval of equally likely values. */
export function intervalOf(values: readonly number[]): Interval {
  const sorted = ascending(values);
  return { mean: mean(sorted), p10: quantileOf(sorted, 0.1), p90: quantileOf(sorted, 0.9) };
}
