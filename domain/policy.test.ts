import { describe, expect, it } from '@jest/globals';
import { approvalsNeeded, budgetChecks, isLargeRaise, riskOfOwnChange, type BudgetPolicy } from './policy.ts';

const open: BudgetPolicy = {
  autonomy: 'act',
  stepLimit: null,
  minDailyBudgetMicros: null,
  maxDailyBudgetMicros: null,
  lockedCampaigns: [],
};
const eur = (units: number) => ({
  dailyBudget: { micros: String(Math.round(units * 1e6)), currency: 'EUR' },
});
const broken = (to: number, policy: Partial<BudgetPolicy>) =>
  budgetChecks({ campaignId: 'c1', from: eur(100), to: eur(to) }, { ...open, ...policy })
    .filter((one) => !one.ok)
    .map((one) => one.id);

describe('the policy of an agent (A3)', () => {
  it('limits the step, but for a rounding to whole units', () => {
    expect(broken(120, { stepLimit: 0.2 })).toEqual([]);
    expect(broken(80.4, { stepLimit: 0.195 })).toEqual([]);
    expect(broken(121, { stepLimit: 0.2 })).toEqual(['step-limit']);
    expect(broken(79, { stepLimit: 0.2 })).toEqual(['step-limit']);
  });

  it('limits the budget on both sides, its ends included', () => {
    const ends = { minDailyBudgetMicros: '90000000', maxDailyBudgetMicros: '110000000' };
    expect([broken(90, ends), broken(110, ends)]).toEqual([[], []]);
    expect([broken(89, ends), broken(111, ends)]).toEqual([['min-budget'], ['max-budget']]);
  });

  it('leaves locked campaigns alone', () => {
    expect(broken(110, { lockedCampaigns: ['c1'] })).toEqual(['not-locked']);
  });
});

describe('approvals needed (E13)', () => {
  it('are two above the threshold, whichever way the budget goes', () => {
    const above = 20_000_000n;
    expect([120, 80].map((to) => approvalsNeeded(eur(100), eur(to), above))).toEqual([1, 1]);
    expect([121, 79].map((to) => approvalsNeeded(eur(100), eur(to), above))).toEqual([2, 2]);
    expect(approvalsNeeded(eur(100), eur(900), null)).toBe(1);
    expect(approvalsNeeded({ status: 'active' }, { status: 'paused' }, above)).toBe(1);
  });
});

describe("a person's own change (C7)", () => {
  it.each([
    ['low', [80, 100, 120]],
    ['medium', [50, 79.99, 120.01, 200]],
    ['high', [49.99, 200.01, 50_000]],
  ] as const)('has a risk by its size: %s', (risk, budgets) => {
    for (const to of budgets) expect([to, riskOfOwnChange(eur(100), eur(to))]).toEqual([to, risk]);
  });

  it('of status has a low risk', () => {
    expect(riskOfOwnChange({ status: 'active' }, { status: 'paused' })).toBe('low');
  });

  it('is a large raise above double', () => {
    const large = (to: number) => isLargeRaise('100000000', eur(to).dailyBudget.micros);
    expect([10, 200, 200.01, 50_000].map(large)).toEqual([false, false, true, true]);
  });
});
