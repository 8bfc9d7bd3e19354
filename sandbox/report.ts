import { microsFromUnits, roundToMinor, unitsFromMicros } from '../domain/money.ts';
import type { Day } from './days.ts';
import {
  activeStretches,
  budgetOn,
  delivered,
  planDay,
  SETTLED_AFTER,
  type DayPlan,
  type MarketCampaign,
  type Order,
} from './market.ts';

/** What the platform says about one campaign's day. Spend and value in micros of the account's currency. */
export interface Report {
  impressions: number;
  clicks: number;
  reach: number;
  spendMicros: bigint;
  orders: Order[];
}

/** The local moment at which the platform is asked: a day and the share of it gone by (0–1). */
export interface AsOf {
  day: Day;
  share: number;
}

/** Draws days, remembering the last 20,000. */
export type Planner = (campaign: MarketCampaign, day: Day) => DayPlan;

export function createPlanner(limit = 20_000): Planner {
  const known = new Map<string, DayPlan>();
  return (campaign, day) => {
    const budget = budgetOn(campaign, day);
    const key = `${campaign.key}/${day}/${budget}`;
    let plan = known.get(key);
    if (!plan) {
      plan = planDay(campaign, day, budget);
      known.set(key, plan);
      if (known.size > limit) known.delete(known.keys().next().value!);
    }
    return plan;
  };
}

/**
 * One day as the platform reports it at a moment; null when nothing was delivered.
 * Today is delivered up to the last quarter of an hour. Late orders, and up to 1.2 % of spend, arrive day by day until
 * the day is 28 days old; numbers never shrink.
 */
export function reportDay(planner: Planner, campaign: MarketCampaign, day: Day, asOf: AsOf): Report | null {
  const age = asOf.day - day;
  if (age < 0 || budgetOn(campaign, day) === 0n) return null;
  const until = age > 0 ? 1 : delivered(Math.floor(asOf.share * 96) / 96);
  const stretches = activeStretches(campaign, day)
    .filter(([from]) => from < until)
    .map(([from, to]) => [from, Math.min(to, until)] as const);
  const share = stretches.reduce((sum, [from, to]) => sum + to - from, 0);
  const plan = planner(campaign, day);
  const impressions = Math.floor(plan.impressions * share + 1e-9);
  if (impressions === 0) return null;
  const spend = unitsFromMicros(plan.spendMicros) * share * settled(age);
  return {
    impressions,
    clicks: Math.floor(plan.clicks * share + 1e-9),
    reach: Math.ceil(impressions / plan.frequency),
    spendMicros: roundToMinor(microsFromUnits(spend)),
    orders: plan.orders.filter(
      (o) => o.delay <= age && stretches.some(([from, to]) => o.at >= from && o.at < to),
    ),
  };
}

/** A day once nothing about it changes any more. */
export function finalReport(planner: Planner, campaign: MarketCampaign, day: Day): Report | null {
  return reportDay(planner, campaign, day, { day: day + SETTLED_AFTER, share: 0 });
}

/** Share of the day's delivery during which the campaign was, or is going to be, switched on. */
export function activeShare(campaign: MarketCampaign, day: Day): number {
  if (budgetOn(campaign, day) === 0n) return 0;
  return activeStretches(campaign, day).reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Revenue of a report's orders. */
export function valueMicros(report: Report): bigint {
  return BigInt(report.orders.reduce((sum, o) => sum + o.cents, 0)) * 10_000n;
}

/** Share of the final spend that is reported when a day is `age` days old. */
function settled(age: number): number {
  return 1 - 0.012 * (1 - Math.min(age, SETTLED_AFTER) / SETTLED_AFTER) ** 3;
}
