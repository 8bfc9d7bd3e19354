import { daysBetween, weekday } from './calendar.ts';
import { cholesky, inverseQuadratic, logDeterminant, solveCholesky, type Matrix } from './linear.ts';
import { heightAt, type PriorShape, type Shape } from './response-shapes.ts';
import { mean, median } from './statistics.ts';

/** One whole local day of one campaign; spend and value in currency units, spend above 0. */
export interface ResponseDay {
  date: string;
  spend: number;
  value: number;
  /** False while the platform may still add conversions to the day. */
  final: boolean;
}

/** One shape with what the data say about it. */
export interface ShapeNode {
  shape: Shape;
  /** Share of belief after the data; all nodes together have 1. */
  weight: number;
  /** Mean and sd of the value a day at the usual spend, in the week that begins with `asOf`, at an average weekday. */
  level: number;
  sd: number;
  /** Factors on the shape's height: level, weekdays, drift, late reports. */
  factors: number[];
}

export interface ResponsePosterior {
  nodes: ShapeNode[];
  /** Spend at which every shape's height counts as 1: the median. */
  usual: number;
}

/** Belief about days around their level, as shares of it: sd of a weekday, of a straight and of a curved drift over the window. */
const WEEKDAY_SD = 0.15;
const DRIFT_SD = 0.12;
const CURVE_SD = 0.06;
/** Share of conversions not reported yet: at age 0, fading by a factor e every SETTLING days. */
const UNREPORTED = { mean: 0.15, sd: 0.07 };
const SETTLING = 3.5;
/** Residuals beyond this many sd count less (Huber 1964). */
const HUBER = 2.5;
const COLUMNS = 11;

/** The window over which drift runs from −1 to 1, and the date of reading. */
export interface Window {
  from: string;
  to: string;
  asOf: string;
}

export function windowOf(days: readonly ResponseDay[], asOf: string): Window {
  return { from: days[0]!.date, to: days.at(-1)!.date, asOf };
}

/**
 * Weighs shapes by the data (Bayesian model averaging). Given a shape, value = height × (level + weekday + drift − late reports)
 * is linear in its factors, so they are integrated out exactly with a normal prior and normal noise; the noise is estimated
 * first. `days` in order of date.
 */
export function weighShapes(
  days: readonly ResponseDay[],
  window: Window,
  shapes: readonly PriorShape[],
): ResponsePosterior {
  const usual = median(days.map((d) => d.spend));
  const rows = days.map((d) => factorRow(d, window));
  const target = days.map((d) => d.value);
  const noise = estimateNoise(days, rows, usual);
  const prior = priorOf(noise.level);
  const ahead = rowAhead(window);

  const nodes = shapes.map(({ shape, logPrior }) => {
    const heights = days.map((d) => heightAt(shape, d.spend) / heightAt(shape, usual));
    const { factors, lower, logEvidence } = conjugate(rows, target, heights, noise.precision, prior);
    const level = dot(factors, ahead);
    const sd = Math.sqrt(inverseQuadratic(lower, ahead));
    return { shape, factors, level, sd, weight: logPrior + logEvidence };
  });
  const top = Math.max(...nodes.map((n) => n.weight));
  for (const node of nodes) node.weight = Math.exp(node.weight - top);
  const believable = nodes.filter((n) => n.weight > 1e-6);
  const total = believable.reduce((sum, n) => sum + n.weight, 0);
  for (const node of believable) node.weight /= total;
  return { nodes: believable, usual };
}

/** Value to expect on a day, over all shapes. */
export function expectedValue({ nodes, usual }: ResponsePosterior, day: ResponseDay, window: Window): number {
  const row = factorRow(day, window);
  return nodes.reduce(
    (sum, n) =>
      sum + ((n.weight * heightAt(n.shape, day.spend)) / heightAt(n.shape, usual)) * dot(n.factors, row),
    0,
  );
}

/** Factor of a day against the coming week at an average weekday, over all shapes; at least a quarter. */
export function dayFactor({ nodes }: ResponsePosterior, day: ResponseDay, window: Window): number {
  const row = factorRow(day, window);
  const here = nodes.reduce((sum, n) => sum + n.weight * dot(n.factors, row), 0);
  const level = nodes.reduce((sum, n) => sum + n.weight * n.level, 0);
  return Math.max(0.25, here / level);
}

/** Level, seven weekdays around it, straight and curved drift, late reports. */
function factorRow(day: ResponseDay, window: Window): number[] {
  const row = driftRow(day.date, window);
  row[1 + weekday(day.date)]! += 1;
  for (let i = 1; i <= 7; i++) row[i]! -= 1 / 7;
  if (!day.final) row[10] = -Math.exp(-daysBetween(day.date, window.asOf) / SETTLING);
  return row;
}

/** Mean of the seven days from `asOf` on: no weekday, no late reports. */
function rowAhead(window: Window): number[] {
  const rows = [0, 6].map((d) => driftRow(window.asOf, window, d));
  return rows[0]!.map((x, i) => (x + rows[1]![i]!) / 2);
}

function driftRow(date: string, { from, to }: Window, later = 0): number[] {
  const time = (2 * (daysBetween(from, date) + later)) / Math.max(1, daysBetween(from, to)) - 1;
  const row = new Array<number>(COLUMNS).fill(0);
  row[0] = 1;
  row[8] = time;
  row[9] = time * time - 1 / 3;
  return row;
}

interface Prior {
  mean: number[];
  precision: number[];
}

function priorOf(level: number): Prior {
  const sd = [Infinity, ...new Array<number>(7).fill(WEEKDAY_SD), DRIFT_SD, CURVE_SD, UNREPORTED.sd];
  const centre = new Array<number>(COLUMNS).fill(0);
  centre[10] = UNREPORTED.mean * level;
  return { mean: centre, precision: sd.map((s) => 1 / (s * level) ** 2) };
}

/** Posterior of the factors for one shape: normal prior, normal noise of known precision a day. */
function conjugate(rows: number[][], target: number[], heights: number[], noise: number[], prior: Prior) {
  const information: Matrix = prior.precision.map((p, i) => {
    const row = new Array<number>(COLUMNS).fill(0);
    row[i] = p;
    return row;
  });
  const score = prior.mean.map((m, i) => m * prior.precision[i]!);
  for (let t = 0; t < rows.length; t++) {
    const row = rows[t]!;
    const weight = noise[t]! * heights[t]! ** 2;
    const pull = noise[t]! * heights[t]! * target[t]!;
    for (let i = 0; i < COLUMNS; i++) {
      const x = row[i]!;
      if (x === 0) continue;
      score[i]! += pull * x;
      const into = information[i]!;
      for (let j = 0; j <= i; j++) into[j]! += weight * x * row[j]!;
    }
  }
  const lower = cholesky(information);
  const factors = solveCholesky(lower, score);
  return { factors, lower, logEvidence: 0.5 * dot(score, factors) - 0.5 * logDeterminant(lower) };
}

/**
 * Precision of each day's noise, from a fit with a plain power curve: variance in proportion to mean × (level + mean), scaled
 * to the residuals, outliers tempered, widened where neighbouring days err together.
 */
function estimateNoise(days: readonly ResponseDay[], rows: number[][], usual: number) {
  const target = days.map((d) => d.value);
  const heights = days.map((d) => (d.spend / usual) ** 0.6);
  const average = mean(target) / mean(heights);
  let level = average;
  let precision = heights.map((h) => 1 / (average * average * h));
  let residuals: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { factors } = conjugate(rows, target, heights, precision, priorOf(level));
    level = Math.max(factors[0]!, average / 10);
    const fitted = rows.map((row, i) => Math.max(heights[i]! * dot(factors, row), level / 20));
    const variance = fitted.map((m) => m * (level + m));
    const raw = target.map((y, i) => (y - fitted[i]!) / Math.sqrt(variance[i]!));
    const square = dot(raw, raw) / Math.max(1, raw.length - (COLUMNS - 2));
    const spread = Math.max(Math.sqrt(square), 1e-4);
    residuals = raw.map((r) => r / spread);
    precision = variance.map(
      (v, i) => Math.min(1, HUBER / Math.max(Math.abs(residuals[i]!), 1e-9)) / (v * spread ** 2),
    );
  }
  const memory = neighbourCorrelation(residuals);
  return { level, precision: precision.map((p) => (p * (1 - memory)) / (1 + memory)) };
}

/** Lag-1 autocorrelation where it is clearly above chance, else 0; at most 0.6. */
function neighbourCorrelation(residuals: number[]): number {
  const found = dot(residuals.slice(1), residuals) / dot(residuals, residuals);
  return found > 1.64 / Math.sqrt(residuals.length) ? Math.min(0.6, found) : 0;
}

/** Over the length of the first. */
function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
