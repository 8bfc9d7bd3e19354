import { marginalReturn } from '../../domain/marginal-return.ts';
import { ratiosOf, type Ratios, type Totals } from '../../domain/ratios.ts';
import { variationOfSpend } from '../../domain/response-gate.ts';
import type { Interval } from '../../domain/statistics.ts';
import { responseDays, totalsBetween, type AccountDays } from './account-days.ts';

export const PERIOD_DAYS = 28;
/** Least variation of spend for a marginal return that is more than belief. */
const MARGINAL_NEEDS = 0.1;

/** One campaign in both periods. */
export interface CampaignView {
  id: string;
  name: string;
  now: Totals;
  before: Totals;
  ratios: Ratios;
  marginal: Interval | null;
}

type Period = { from: string; to: string };

/** Sums a campaign over both periods; its marginal return only when its spend varied enough to tell it. */
export function viewCampaign(
  account: AccountDays,
  { campaign, days }: AccountDays['campaigns'][number],
  now: Period,
  before: Period,
): CampaignView {
  const totals = totalsBetween(days, now.from, now.to);
  const fit = responseDays(account, days);
  const active = fit.filter((d) => d.date >= now.from && d.date <= now.to);
  const usable = fit.length >= PERIOD_DAYS && active.length >= 7 && variationOfSpend(fit) >= MARGINAL_NEEDS;
  const spend = active.reduce((sum, d) => sum + d.spend, 0) / Math.max(1, active.length);
  return {
    id: campaign.id,
    name: campaign.name,
    now: totals,
    before: totalsBetween(days, before.from, before.to),
    ratios: ratiosOf(totals),
    marginal: usable && fit.some((d) => d.value > 0) ? marginalReturn(fit, account.asOf, spend) : null,
  };
}

/** What one more unit would bring if all campaigns that can be told grew in proportion; ends added as if they erred apart. */
export function marginalOfAccount(views: readonly CampaignView[]): Interval | null {
  const told = views.filter((v) => v.marginal !== null);
  const spend = told.reduce((sum, v) => sum + Number(v.now.spendMicros), 0);
  if (spend === 0) return null;
  const weighted = told.map((v) => ({ w: Number(v.now.spendMicros) / spend, m: v.marginal! }));
  const mean = weighted.reduce((sum, { w, m }) => sum + w * m.mean, 0);
  const reach = (end: 'p10' | 'p90') =>
    Math.sqrt(weighted.reduce((sum, { w, m }) => sum + (w * (m[end] - m.mean)) ** 2, 0));
  return { mean, p10: Math.max(0, mean - reach('p10')), p90: mean + reach('p90') };
}
