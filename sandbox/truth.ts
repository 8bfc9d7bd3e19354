import { unitsFromMicros } from '../domain/money.ts';
import { dayText, localTime, type Day } from './days.ts';
import { budgetOn, demand, expectedRevenue, expectedSpend } from './market.ts';
import {
  activeShare,
  finalReport,
  reportDay,
  valueMicros,
  type AsOf,
  type Planner,
  type Report,
} from './report.ts';
import { shownBudget, todaysBudget, type World, type WorldCampaign } from './world.ts';

/** A report with its orders summed; micros as text. */
export interface Realised {
  impressions: number;
  clicks: number;
  reach: number;
  spendMicros: string;
  conversions: number;
  valueMicros: string;
}

export interface TruthDay {
  day: string;
  budgetMicros: string;
  /** Share of the day's delivery during which the campaign is on. */
  activeShare: number;
  /** Factor of weekday, season and events on revenue. */
  demand: number;
  /** Means over all noise, in units of the currency. */
  expected: { spend: number; revenue: number };
  /** Once nothing changes any more; for days ahead, with today's budgets and statuses. */
  final: Realised | null;
  /** As the platform reports it at this moment. */
  now: Realised | null;
}

/** Parameters, and day by day what to expect, what becomes of it and what is reported now. */
export function truthOf(
  world: World,
  now: number,
  since: Day,
  until: Day,
  campaignId: string | null,
): object {
  const campaigns = [...world.campaigns.values()].filter((c) => campaignId === null || c.id === campaignId);
  return {
    scenario: world.scenario.name,
    seed: world.scenario.seed,
    origin: dayText(world.origin),
    now: new Date(now).toISOString(),
    accounts: [...world.accounts.values()].map(({ id, name, currency, timeZone }) => ({
      id,
      name,
      currency,
      timeZone,
      today: dayText(localTime(now, timeZone).day),
    })),
    campaigns: campaigns.map((c) => ({
      id: c.id,
      accountId: c.account.id,
      name: c.name,
      status: c.status,
      traits: c.traits,
      ...c.market.model,
      dailyBudgetMicros: String(shownBudget(c, now)),
      budgets: c.market.budgets.map((b) => ({ from: dayText(b.from), micros: String(b.micros) })),
      starts: dayText(c.market.starts),
      stops: c.market.stops === null ? null : dayText(c.market.stops),
      days: daysOf(world.planner, c, localTime(now, c.account.timeZone), since, until),
    })),
  };
}

/** Today's budget that is not spent yet, as the campaign's budget_remaining. */
export function budgetRemaining(planner: Planner, campaign: WorldCampaign, now: number): bigint {
  if (campaign.status !== 'ACTIVE') return 0n;
  const asOf = localTime(now, campaign.account.timeZone);
  const spent = reportDay(planner, campaign.market, asOf.day, asOf)?.spendMicros ?? 0n;
  const left = todaysBudget(campaign, now) - spent;
  return left > 0n ? left : 0n;
}

function daysOf(planner: Planner, campaign: WorldCampaign, asOf: AsOf, since: Day, until: Day): TruthDay[] {
  const { market } = campaign;
  return Array.from({ length: Math.max(0, until - since + 1) }, (_, i) => {
    const day = since + i;
    const budget = unitsFromMicros(budgetOn(market, day));
    const share = activeShare(market, day);
    return {
      day: dayText(day),
      budgetMicros: String(budgetOn(market, day)),
      activeShare: share,
      demand: demand(market, day),
      expected: {
        spend: expectedSpend(market, budget) * share,
        revenue: expectedRevenue(market, day, budget) * share,
      },
      final: realised(finalReport(planner, market, day)),
      now: realised(reportDay(planner, market, day, asOf)),
    };
  });
}

function realised(report: Report | null): Realised | null {
  if (!report) return null;
  return {
    impressions: report.impressions,
    clicks: report.clicks,
    reach: report.reach,
    spendMicros: String(report.spendMicros),
    conversions: report.orders.length,
    valueMicros: String(valueMicros(report)),
  };
}
