import { addDays, daysBetween } from '../../domain/calendar.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { identifyResponse, type RefusalReason } from '../../domain/response-gate.ts';
import type { ResponseCurve } from '../../domain/response-curve.ts';
import { ascending, deviation, mean, median, quantileOf } from '../../domain/statistics.ts';
import { responseDays, type AccountDays, type CampaignDays } from './account-days.ts';
import type { Settings } from './schema.ts';

/** A campaign whose response is known well enough to move its budget. Amounts in currency units a day. */
export interface Candidate {
  source: CampaignDays;
  curve: ResponseCurve;
  budget: number;
  /** Spend per unit of budget. */
  fill: number;
  /** Daily sd of that share. */
  fillDeviation: number;
  /** Daily budgets between which it was tried (5th to 95th percentile of days). */
  tried: { from: number; to: number };
  spendVariation: number;
  heldOutSkill: number;
}

/** Whole days that a campaign is left alone after a change, whose outcome is being measured, or after a person's no. */
export const WAIT_DAYS = 7;

export type WaitReason = 'changed-recently' | 'rejected-recently';
export type SetAsideReason =
  RefusalReason | WaitReason | 'not-active' | 'no-daily-budget' | 'locked' | 'budget-not-spent';

export interface SetAside {
  source: CampaignDays;
  reason: SetAsideReason;
  measured: number | null;
  needed: number | null;
}

/** Recent days whose spend tells how much of the budget is delivered. */
const RECENT = 3;

/** Sorts campaigns into those whose budget can be advised on and those that are left alone, with the reason. */
export function chooseCandidates(
  account: AccountDays,
  settings: Settings,
): { candidates: Candidate[]; aside: SetAside[] } {
  const candidates: Candidate[] = [];
  const aside: SetAside[] = [];
  for (const source of account.campaigns) {
    const result = judge(account, source, settings);
    if ('reason' in result) aside.push(result);
    else candidates.push(result);
  }
  return { candidates, aside };
}

function judge(account: AccountDays, source: CampaignDays, settings: Settings): Candidate | SetAside {
  const { campaign } = source;
  const setAside = (
    reason: SetAsideReason,
    measured: number | null = null,
    needed: number | null = null,
  ): SetAside => ({
    source,
    reason,
    measured,
    needed,
  });
  if (campaign.status !== 'active') return setAside('not-active');
  if (campaign.dailyBudgetMicros === null || campaign.dailyBudgetMicros === '0')
    return setAside('no-daily-budget');
  if (settings.lockedCampaigns.includes(campaign.id)) return setAside('locked');
  for (const [reason, on] of [
    ['changed-recently', campaign.changedOn],
    ['rejected-recently', campaign.rejectedOn],
  ] as const) {
    const since = on === null ? Infinity : daysBetween(on, account.asOf);
    if (since <= WAIT_DAYS) return setAside(reason, since, WAIT_DAYS);
  }
  const days = responseDays(account, source.days);
  const identified = identifyResponse(days, account.asOf);
  if ('refusal' in identified) {
    const { reason, measured, needed } = identified.refusal;
    return setAside(reason, measured, needed);
  }
  const budget = unitsFromMicros(BigInt(campaign.dailyBudgetMicros));
  const recent = days.filter((d) => d.date >= addDays(account.asOf, -RECENT)).map((d) => d.spend / budget);
  const share = recent.length > 0 ? median(recent) : 0;
  if (share < 0.8) return setAside('budget-not-spent', share, 0.8);
  // Above a quarter more than the budget: it was lowered a moment ago, and its own share is not seen yet.
  const fill = share > 1.25 ? 1 : share;
  const spends = ascending(days.map((d) => d.spend / fill));
  return {
    source,
    budget,
    fill,
    fillDeviation: recent.length > 1 && share <= 1.25 ? deviation(recent) / mean(recent) : 0.05,
    tried: { from: quantileOf(spends, 0.05), to: quantileOf(spends, 0.95) },
    ...identified,
  };
}
