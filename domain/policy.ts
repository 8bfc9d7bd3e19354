import { isBudget } from './money.ts';

interface Budget {
  dailyBudget: { micros: string; currency: string };
}
/** What a change sets, and what it finds. */
export type ChangeSide = Budget | { status: 'active' | 'paused' };

export interface PolicyCheck {
  id: string;
  ok: boolean;
  limit: string | null;
  actual: string | null;
}

/** The rules of an agent instance that a budget is held against, in micros. */
export interface BudgetPolicy {
  autonomy: 'ask' | 'act';
  /** Share of the budget, 0–1; null: none. */
  stepLimit: number | null;
  minDailyBudgetMicros: string | null;
  maxDailyBudgetMicros: string | null;
  lockedCampaigns: readonly string[];
}

type Figure = string | number | bigint | null | undefined;
const textOf = (figure: Figure) => (figure === null || figure === undefined ? null : String(figure));

/** One rule and how it was kept; figures as text, money in micros. */
export const check = (id: string, ok: boolean, limit: Figure, actual: Figure): PolicyCheck => ({
  id,
  ok,
  limit: textOf(limit),
  actual: textOf(actual),
});

/** A change of a campaign's daily budget, held against the policy. */
export function budgetChecks(
  draft: { campaignId: string; from: Budget; to: Budget },
  policy: BudgetPolicy,
): PolicyCheck[] {
  const from = BigInt(draft.from.dailyBudget.micros);
  const to = BigInt(draft.to.dailyBudget.micros);
  const step = from === 0n ? Infinity : Math.abs(Number(to - from) / Number(from));
  const [min, max] = [policy.minDailyBudgetMicros, policy.maxDailyBudgetMicros];
  return [
    // Budgets are whole minor units, so a step may pass its limit by a rounding.
    check(
      'step-limit',
      policy.stepLimit === null || step <= policy.stepLimit + 0.005,
      policy.stepLimit,
      step.toFixed(4),
    ),
    check('budget-step', isBudget({ ...draft.to.dailyBudget, micros: to }), null, to),
    check('min-budget', min === null || to >= BigInt(min), min, to),
    check('max-budget', max === null || to <= BigInt(max), max, to),
    check('not-locked', !policy.lockedCampaigns.includes(draft.campaignId), null, null),
  ];
}

/** More than double: what a slip of the finger makes of a budget, so it takes a second word. */
export const isLargeRaise = (fromMicros: string, toMicros: string): boolean =>
  BigInt(toMicros) > 2n * BigInt(fromMicros);

/** A person's own change by its size: above double or below half is high, more than a fifth medium. */
export function riskOfOwnChange(from: ChangeSide, to: ChangeSide): 'low' | 'medium' | 'high' {
  if (!('dailyBudget' in from) || !('dailyBudget' in to)) return 'low';
  const [before, after] = [BigInt(from.dailyBudget.micros), BigInt(to.dailyBudget.micros)];
  if (after > 2n * before || 2n * after < before) return 'high';
  return 5n * after > 6n * before || 5n * after < 4n * before ? 'medium' : 'low';
}

/** Two people above the tenant's threshold, by the size of the daily change. */
export function approvalsNeeded(from: ChangeSide, to: ChangeSide, above: bigint | null): number {
  if (above === null || !('dailyBudget' in from) || !('dailyBudget' in to)) return 1;
  const change = BigInt(to.dailyBudget.micros) - BigInt(from.dailyBudget.micros);
  return (change < 0n ? -change : change) > above ? 2 : 1;
}
