import type { ProposalDetails } from '../../../../agents/budget-analyzer/proposal.ts';

export type Curve = ProposalDetails['curve'];

/** A drawn size in px; the plot keeps clear of the margins. */
export interface Box {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface CurveDrawing {
  x: (budget: number) => number;
  y: (value: number) => number;
  ticksX: number[];
  ticksY: number[];
  /** Path data: the line inside the tried range, the line outside of it, and the 80 % band. */
  inside: string;
  outside: string;
  band: string;
}

/** Scales and paths of a response curve for one drawn size. */
export function drawCurve(curve: Curve, box: Box): CurveDrawing {
  const budgets = curve.points.map((p) => p.budget);
  const highest = Math.max(...curve.points.map((p) => p.p90), ...curve.dots.map((d) => d.value));
  const lowest = Math.min(...curve.points.map((p) => p.p10), ...curve.dots.map((d) => d.value));
  const ticksY = niceTicks(Math.max(0, lowest), highest, 4);
  const [x0, x1] = [Math.min(...budgets), Math.max(...budgets)];
  const [y0, y1] = [ticksY[0] ?? 0, Math.max(highest, ticksY.at(-1) ?? 1)];
  const x = (b: number) => box.left + ((b - x0) / (x1 - x0 || 1)) * (box.width - box.left - box.right);
  const y = (v: number) =>
    box.height - box.bottom - ((v - y0) / (y1 - y0 || 1)) * (box.height - box.top - box.bottom);
  const path = (points: { budget: number; mean: number }[]) =>
    toPath(points.map((p) => [x(p.budget), y(p.mean)]));
  const tried = (b: number) => b >= curve.tried.from && b <= curve.tried.to;
  const edges = [meanAt(curve, curve.tried.from), meanAt(curve, curve.tried.to)];
  const middle = curve.points.filter((p) => tried(p.budget));
  const low = curve.points.filter((p) => p.budget < curve.tried.from);
  const high = curve.points.filter((p) => p.budget > curve.tried.to);
  return {
    x,
    y,
    ticksX: niceTicks(x0, x1, Math.max(3, Math.floor((box.width - box.left) / 80))).filter(
      (t) => t >= x0 && t <= x1,
    ),
    ticksY: ticksY.filter((t) => t <= y1),
    inside: path([edges[0]!, ...middle, edges[1]!]),
    outside: [
      low.length ? path([...low, edges[0]!]) : '',
      high.length ? path([edges[1]!, ...high]) : '',
    ].join(''),
    band: `${toPath([
      ...curve.points.map((p): [number, number] => [x(p.budget), y(p.p90)]),
      ...curve.points.toReversed().map((p): [number, number] => [x(p.budget), y(Math.max(y0, p.p10))]),
    ])}Z`,
  };
}

/** Whether a budget was tried, or is where the curve is only drawn on, or where it says nothing any more. */
export function reachOf({ points, tried }: Curve, budget: number): 'tried' | 'beyond' | 'unknown' {
  if (budget < points[0]!.budget || budget > points.at(-1)!.budget) return 'unknown';
  return budget < tried.from || budget > tried.to ? 'beyond' : 'tried';
}

/** The mean between two neighbouring points of the curve, held at its ends. */
export function meanAt(curve: Curve, budget: number): { budget: number; mean: number } {
  const after = curve.points.findIndex((p) => p.budget >= budget);
  const b = curve.points[after === -1 ? curve.points.length - 1 : after]!;
  const a = curve.points[after - 1];
  if (!a || b.budget === a.budget) return { budget, mean: b.mean };
  return { budget, mean: a.mean + ((b.mean - a.mean) * (budget - a.budget)) / (b.budget - a.budget) };
}

/** About `count` round steps that start at or below `from`. */
export function niceTicks(from: number, to: number, count: number): number[] {
  const raw = (to - from) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw)!;
  const ticks: number[] = [];
  for (let t = Math.floor(from / step) * step; t <= to + step * 0.01; t += step)
    ticks.push(Math.round(t * 1e6) / 1e6);
  return ticks;
}

function toPath(points: [number, number][]): string {
  return points.map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`).join('');
}
