import { normalQuantile } from '../../domain/distributions.ts';
import { meanValueAt, valuesAt } from '../../domain/response-curve.ts';
import { intervalOf, mean, type Interval } from '../../domain/statistics.ts';
import type { Candidate } from './candidates.ts';

/** What a budget would change in a week against the budget of now; currency units. */
export interface WeekEffect {
  revenue: Interval;
  spend: Interval;
  afterCosts: Interval;
  /** Chance that it pays for itself. */
  chance: number;
  /** Extra revenue after costs, one entry per draw of the curve. */
  draws: number[];
}

export function weekEffect(candidate: Candidate, budget: number, margin: number): WeekEffect {
  const { curve, fill } = candidate;
  const before = valuesAt(curve, candidate.budget * fill);
  const after = valuesAt(curve, budget * fill);
  const revenue = after.map((v, i) => 7 * (v - before[i]!));
  const spend = 7 * (budget - candidate.budget) * fill;
  const draws = revenue.map((r) => margin * r - spend);
  const reach = Math.abs(spend) * normalQuantile(0.9) * (candidate.fillDeviation / Math.sqrt(7));
  return {
    revenue: intervalOf(revenue),
    spend: { mean: spend, p10: spend - reach, p90: spend + reach },
    afterCosts: intervalOf(draws),
    chance: chanceOfGain(draws),
    draws,
  };
}

/** Value one more unit of spend brings at a budget, on average over the curves that are possible. */
export function marginalAt(candidate: Candidate, budget: number): number {
  const spend = budget * candidate.fill;
  const step = spend * 1e-3;
  return (
    (meanValueAt(candidate.curve, spend + step) - meanValueAt(candidate.curve, spend - step)) / (2 * step)
  );
}

/** Daily budget from which on an extra unit no longer pays for itself, within half and three times the one of now; else null. */
export function breakEvenBudget(candidate: Candidate, margin: number): number | null {
  const pays = (budget: number) => margin * marginalAt(candidate, budget) > 1;
  const budgets = Array.from({ length: 26 }, (_, i) => candidate.budget * (0.5 + i / 10));
  const last = budgets.findLastIndex(pays);
  if (last < 0 || last === budgets.length - 1) return null;
  let [low, high] = [budgets[last]!, budgets[last + 1]!];
  for (let i = 0; i < 12; i++) {
    const middle = (low + high) / 2;
    if (pays(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Sum over campaigns, whose curves err apart: draws are paired in orders that do not follow each other. */
export function sumOfDraws(effects: readonly WeekEffect[]): number[] {
  const size = effects[0]?.draws.length ?? 0;
  return Array.from({ length: size }, (_, k) =>
    effects.reduce((sum, e, i) => sum + e.draws[(k * (2 * i + 1) * 37 + i * 97) % size]!, 0),
  );
}

/** Never quite 0 or 1: so many draws cannot tell that. */
export function chanceOfGain(draws: readonly number[]): number {
  return Math.min(0.99, Math.max(0.01, mean(draws.map((d) => (d > 0 ? 1 : 0)))));
}
