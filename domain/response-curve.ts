import { normalQuantile } from './distributions.ts';
import {
  dayFactor,
  expectedValue,
  weighShapes,
  windowOf,
  type ResponseDay,
  type ShapeNode,
} from './response-posterior.ts';
import { heightAt, priorShapes, type Shape } from './response-shapes.ts';
import { mean, median } from './statistics.ts';

/** One curve that the data allow: value a day = scale × height(shape, spend). */
export interface CurveDraw {
  shape: Shape;
  scale: number;
}

/** What is known about a campaign's response in the week from the date of reading on, at an average weekday. */
export interface ResponseCurve {
  /** Equally likely curves; quantiles over them are intervals. */
  draws: CurveDraw[];
  /** The most believable single curve. */
  best: CurveDraw;
  /** What was seen day by day, brought to the level of the coming week at an average weekday. */
  dots: { date: string; spend: number; value: number }[];
  days: number;
  /** Share of the variation of daily value that curve, weekdays and drift explain. */
  r2: number;
}

const DRAWS = 512;

/** Response curve of one campaign; `days` in order of date with spend above 0, all before `asOf`. See `weighShapes`. */
export function fitResponse(days: readonly ResponseDay[], asOf: string): ResponseCurve {
  const window = windowOf(days, asOf);
  const posterior = weighShapes(days, window, priorShapes(median(days.map((d) => d.spend))));
  const best = posterior.nodes.reduce((a, b) => (b.weight > a.weight ? b : a));
  return {
    draws: drawCurves(posterior.nodes, posterior.usual),
    best: { shape: best.shape, scale: best.level / heightAt(best.shape, posterior.usual) },
    dots: days.map((d) => ({
      date: d.date,
      spend: d.spend,
      value: d.value / dayFactor(posterior, d, window),
    })),
    days: days.length,
    r2: explained(
      days.map((d) => d.value),
      days.map((d) => expectedValue(posterior, d, window)),
    ),
  };
}

/** Equally likely curves: shapes by systematic resampling, levels at evenly spread normal quantiles. No randomness. */
function drawCurves(nodes: readonly ShapeNode[], usual: number): CurveDraw[] {
  const draws: CurveDraw[] = [];
  let at = 0;
  let passed = nodes[0]!.weight;
  for (let i = 0; i < DRAWS; i++) {
    while ((i + 0.5) / DRAWS > passed && at < nodes.length - 1) passed += nodes[++at]!.weight;
    const { shape, level, sd } = nodes[at]!;
    const drawn = level + sd * normalQuantile(vanDerCorput(i) + 0.5 / DRAWS);
    draws.push({ shape, scale: Math.max(drawn, 0) / heightAt(shape, usual) });
  }
  return draws;
}

/** Bits of the index behind the binary point in reverse: evenly spread in any stretch of indices. */
function vanDerCorput(index: number): number {
  let result = 0;
  for (let i = index, step = 0.5; i > 0; i >>= 1, step /= 2) if (i & 1) result += step;
  return result;
}

/** Value a day at a spend, one entry per draw. */
export function valuesAt(curve: ResponseCurve, spend: number): number[] {
  return curve.draws.map((d) => d.scale * heightAt(d.shape, spend));
}

/** Mean value a day at a spend. */
export function meanValueAt(curve: ResponseCurve, spend: number): number {
  return mean(valuesAt(curve, spend));
}

function explained(actual: number[], fitted: number[]): number {
  const centre = mean(actual);
  const rest = actual.reduce((s, y, i) => s + (y - fitted[i]!) ** 2, 0);
  const all = actual.reduce((s, y) => s + (y - centre) ** 2, 0);
  return all > 0 ? 1 - rest / all : 0;
}
