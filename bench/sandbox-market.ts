import type { Gathered } from '../agents/budget-analyzer/schema.ts';
import { dayNumber, dayText, type Day } from '../sandbox/days.ts';
import { generateScenario } from '../sandbox/generate.ts';
import {
  budgetOn,
  expectedRevenue,
  marketCampaign,
  SETTLED_AFTER,
  type MarketCampaign,
} from '../sandbox/market.ts';
import type { Scenario } from '../sandbox/scenario.ts';
import { createPlanner, reportDay, valueMicros, type Report } from '../sandbox/report.ts';

/** One generated ad account as the agent would gather it, with the market behind it. */
export interface MarketAccount {
  gathered: Gathered;
  markets: Map<string, MarketCampaign>;
  /** What the platform will finally report for a day if nothing is changed; null: no delivery. */
  final: (campaignId: string, day: Day) => Report | null;
}

export const ORIGIN = '2026-11-23';
/** Days of history that the product syncs at first. */
export const HISTORY = 90;

/** Accounts of twelve campaigns, read in the morning of ORIGIN; the same seed gives the same accounts. */
export function generateAccounts(seed: string, campaigns: number, hidden?: number): MarketAccount[] {
  return accountsOf(generateScenario({ seed, campaigns, days: HISTORY, origin: ORIGIN, hidden }), ORIGIN);
}

/** The scenario's accounts, loaded and read in the morning of `date`. */
export function accountsOf(scenario: Scenario, date: string): MarketAccount[] {
  const today = dayNumber(date);
  const planner = createPlanner();
  return scenario.accounts.map((account) => {
    const markets = new Map(account.campaigns.map((c) => [c.id, marketCampaign(scenario.seed, today, c)]));
    const dates = Array.from({ length: HISTORY }, (_, i) => today - HISTORY + i);
    return {
      markets,
      final: (id, day) => reportDay(planner, markets.get(id)!, day, { day: day + SETTLED_AFTER, share: 0 }),
      gathered: {
        asOf: date,
        from: dayText(today - HISTORY),
        account: {
          platform: 'meta',
          connectionId: '00000000-0000-4000-8000-000000000001',
          id: account.id,
          name: account.name,
          currency: account.currency,
          timeZone: account.timeZone,
          syncedAt: `${date}T08:00:00.000Z`,
        },
        campaigns: account.campaigns.map((c) => ({
          id: c.id,
          name: c.name,
          status: c.status.toLowerCase(),
          version: 1,
          dailyBudgetMicros: String(budgetOn(markets.get(c.id)!, today)),
          lifetimeBudgetMicros: null,
          startsAt: null,
          stopsAt: null,
          changedOn: null,
          rejectedOn: null,
        })),
        days: account.campaigns.flatMap((c) =>
          dates.flatMap((day) => {
            const report = reportDay(planner, markets.get(c.id)!, day, { day: today, share: 0.3 });
            if (!report) return [];
            return [
              {
                campaignId: c.id,
                day: dayText(day),
                attribution: '7d_click',
                impressions: String(report.impressions),
                clicks: String(report.clicks),
                spendMicros: String(report.spendMicros),
                conversionsMicros: String(report.orders.length * 1_000_000),
                conversionValueMicros: String(valueMicros(report)),
                final: today - day > SETTLED_AFTER,
              },
            ];
          }),
        ),
        calibration: { checked: 0, inside: 0 },
      },
    };
  });
}

/** Mean revenue a day over the week from ORIGIN on at a daily budget, without noise. */
export function trueRevenue(market: MarketCampaign, budget: number): number {
  const today = dayNumber(ORIGIN);
  return (
    Array.from({ length: 7 }, (_, i) => expectedRevenue(market, today + i, budget)).reduce(
      (a, b) => a + b,
      0,
    ) / 7
  );
}
