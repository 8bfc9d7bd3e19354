import { addDays, monthEnd } from '../../domain/calendar.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { paceMonth, type Pacing } from '../../domain/pacing.ts';
import { fact, microsText, moneyInterval } from '../facts.ts';
import type { Facts, Finding } from '../types.ts';
import { dailySeries, type AccountDays } from './account-days.ts';
import type { Settings } from './schema.ts';

export interface AccountPacing extends Pacing {
  budget: number | null;
  budgetFrom: 'settings' | 'daily-budgets';
}

/** Against the month's budget of the settings, else against today's daily budgets times the days of the month. */
export function pacingOf(account: AccountDays, settings: Settings): AccountPacing {
  const spend = dailySeries(account, (t) => t.spendMicros, account.from, account.yesterday);
  const days = spend.map((s, i) => ({ date: addDays(account.from, i), spend: s }));
  const daily = account.campaigns
    .filter(({ campaign }) => campaign.status === 'active' && campaign.dailyBudgetMicros !== null)
    .reduce((sum, { campaign }) => sum + BigInt(campaign.dailyBudgetMicros!), 0n);
  const fromDaily = unitsFromMicros(daily) * Number(monthEnd(account.asOf).slice(8));
  const budgetFrom = settings.monthlyBudgetMicros === null ? 'daily-budgets' : 'settings';
  const budget =
    budgetFrom === 'settings' ? unitsFromMicros(BigInt(settings.monthlyBudgetMicros!)) : fromDaily;
  return { ...paceMonth(days, account.asOf, budget || null), budget: budget || null, budgetFrom };
}

export function pacingJson(pacing: AccountPacing) {
  const { budget, spent, projected, ...shares } = pacing;
  return {
    ...shares,
    spentMicros: microsText(spent),
    budgetMicros: budget === null ? null : microsText(budget),
    projected: projected && moneyInterval(projected),
  };
}

/** Over or under is said only against a budget that a person set for the month. */
export function pacingFindings(account: AccountDays, pacing: AccountPacing): Finding[] {
  const { budget, projected } = pacing;
  if (projected === null || pacing.spent === 0) return [];
  const money = (x: number) => fact.money(x, account.currency);
  const facts: Facts = {
    spent: money(pacing.spent),
    shareOfTime: fact.percent(pacing.shareOfTime),
    projected: money(projected.mean),
    low: money(projected.p10),
    high: money(projected.p90),
    monthEnd: fact.date(pacing.to),
  };
  if (budget === null || pacing.budgetFrom === 'daily-budgets')
    return [{ id: 'pacing', kind: 'pacing-no-budget', tone: 'neutral', campaignId: null, facts }];
  const state = projected.p10 > budget ? 'over' : projected.p90 < budget * 0.95 ? 'under' : 'on';
  return [
    {
      id: 'pacing',
      kind: `pacing-${state}`,
      tone: state === 'over' ? 'warning' : state === 'under' ? 'neutral' : 'good',
      campaignId: null,
      facts: {
        ...facts,
        budget: fact.budget(budget, account.currency),
        shareOfBudget: fact.percent(pacing.shareOfBudget!),
      },
    },
  ];
}
