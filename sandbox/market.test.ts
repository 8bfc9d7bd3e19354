import { describe, expect, test } from '@jest/globals';
import { microsFromUnits, unitsFromMicros } from '../domain/money.ts';
import { dayNumber } from './days.ts';
import {
  activeStretches,
  budgetOn,
  delivered,
  demand,
  expectedRevenue,
  hill,
  planDay,
  responseAt,
  type MarketCampaign,
} from './market.ts';
import { createPlanner, finalReport, reportDay, valueMicros } from './report.ts';

const ORIGIN = dayNumber('2026-11-23');

function campaign(changes: Partial<MarketCampaign> = {}): MarketCampaign {
  return {
    key: 'test/1',
    model: {
      curve: { vmax: 1800, k: 230, a: 0.9 },
      weekday: [0.9, 0.9, 1, 1, 1, 1.1, 1.1],
      season: { amplitude: 0.2, peakDay: 330 },
      orders: { value: 80, dispersion: 40, lateShare: 0.25, lateDays: 4 },
      delivery: { fill: 0.985, spread: 0.035 },
      media: { cpm: 8, ctr: 0.014, frequency: 1.3 },
    },
    events: [],
    starts: ORIGIN - 5000,
    stops: null,
    budgets: [{ from: ORIGIN - 5000, micros: 180_000_000n }],
    switches: [],
    ...changes,
  };
}

describe('response curve', () => {
  test('earns nothing from nothing, half of vmax at k, and never vmax', () => {
    const curve = { vmax: 1000, k: 100, a: 1.7 };
    expect(hill(curve, 0)).toBe(0);
    expect(hill(curve, 100)).toBeCloseTo(500, 9);
    expect(hill(curve, 1e9)).toBeLessThan(1000);
  });

  test('a ≤ 1 is concave; a > 1 grows faster than spend at first, so its best return is not at the smallest spend', () => {
    const slope = (a: number, x: number) =>
      hill({ vmax: 1, k: 100, a }, x + 1) - hill({ vmax: 1, k: 100, a }, x);
    expect(slope(0.8, 10)).toBeGreaterThan(slope(0.8, 50));
    expect(slope(2.2, 10)).toBeLessThan(slope(2.2, 50));
  });

  test('demand multiplies weekday, season and events', () => {
    const one = campaign({ events: [{ from: ORIGIN + 4, until: ORIGIN + 6, lift: 2 }] });
    const plain = campaign();
    expect(demand(one, ORIGIN + 4) / demand(plain, ORIGIN + 4)).toBeCloseTo(2, 12);
    expect(demand(one, ORIGIN + 7)).toBe(demand(plain, ORIGIN + 7));
    expect(demand(plain, ORIGIN - 182)).toBeLessThan(demand(plain, ORIGIN));
    expect(expectedRevenue(plain, ORIGIN, 180)).toBe(responseAt(plain, ORIGIN, 180 * 0.985));
  });
});

describe('a day', () => {
  test('depends only on campaign, day and budget', () => {
    expect(planDay(campaign(), ORIGIN, 180_000_000n)).toEqual(planDay(campaign(), ORIGIN, 180_000_000n));
    expect(planDay(campaign(), ORIGIN, 180_000_000n)).not.toEqual(
      planDay(campaign({ key: 'test/2' }), ORIGIN, 180_000_000n),
    );
  });

  test('spends near its budget, over and under, in whole cents and never above 125 %', () => {
    const spends = days(300).map((day) => planDay(campaign(), day, 180_000_000n).spendMicros);
    expect(spends.every((s) => s % 10_000n === 0n && s <= 225_000_000n)).toBe(true);
    expect(spends.some((s) => s > 180_000_000n) && spends.some((s) => s < 180_000_000n)).toBe(true);
    expect(mean(spends.map(unitsFromMicros))).toBeCloseTo(180 * 0.985, -1);
  });

  test('revenue has the expected mean and is over-dispersed: standardised by m + m²/dispersion it has variance 1', () => {
    const one = campaign();
    const scores = days(4000).map((day) => {
      const plan = planDay(one, day, 180_000_000n);
      const m = responseAt(one, day, unitsFromMicros(plan.spendMicros)) / 80;
      return (plan.orders.length - m) / Math.sqrt(m + m ** 2 / 40);
    });
    expect(Math.abs(mean(scores))).toBeLessThan(0.06);
    expect(mean(scores.map((z) => z ** 2))).toBeGreaterThan(0.9);
    expect(mean(scores.map((z) => z ** 2))).toBeLessThan(1.1);
    const values = days(2000).flatMap((day) =>
      planDay(one, day, 180_000_000n).orders.map((o) => o.cents / 100),
    );
    expect(mean(values) / 80).toBeCloseTo(1, 1);
  });

  test('more budget on the same day is more spend, never fewer impressions', () => {
    for (const day of days(50)) {
      const [less, more] = [planDay(campaign(), day, 100_000_000n), planDay(campaign(), day, 200_000_000n)];
      expect(more.spendMicros).toBeGreaterThan(less.spendMicros);
      expect(more.impressions).toBeGreaterThanOrEqual(less.impressions);
    }
  });
});

describe('delivery', () => {
  test('runs from the start day to the day before the stop, with the budget of the time', () => {
    const one = campaign({
      starts: 100,
      stops: 120,
      budgets: [
        { from: 100, micros: 1n },
        { from: 110, micros: 2n },
      ],
    });
    expect([99, 100, 109, 110, 119, 120].map((day) => budgetOn(one, day))).toEqual([0n, 1n, 1n, 2n, 2n, 0n]);
  });

  test('grows through the day from nothing to all', () => {
    const shares = Array.from({ length: 97 }, (_, i) => delivered(i / 96));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeCloseTo(1, 12);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  test('switches cut the day into stretches', () => {
    const one = campaign({
      switches: [
        { day: 200, share: 0.25, on: false },
        { day: 202, share: 0.5, on: true },
        { day: 202, share: 0.75, on: false },
      ],
    });
    expect(activeStretches(one, 199)).toEqual([[0, 1]]);
    expect(activeStretches(one, 200)).toEqual([[0, delivered(0.25)]]);
    expect(activeStretches(one, 201)).toEqual([]);
    expect(activeStretches(one, 202)).toEqual([[delivered(0.5), delivered(0.75)]]);
    expect(activeStretches(one, 203)).toEqual([]);
  });
});

describe('reports', () => {
  const planner = createPlanner();
  const at = (day: number, share = 0) => ({ day, share });

  test('nothing about a day shrinks as time goes by, and nothing changes after 28 days', () => {
    for (const day of days(20)) {
      let last = reportDay(planner, campaign(), day, at(day, 0.1));
      for (const asOf of [
        at(day, 0.4),
        at(day, 0.9),
        ...Array.from({ length: 40 }, (_, i) => at(day + 1 + i)),
      ]) {
        const now = reportDay(planner, campaign(), day, asOf)!;
        expect(now.spendMicros).toBeGreaterThanOrEqual(last?.spendMicros ?? 0n);
        expect(now.impressions).toBeGreaterThanOrEqual(last?.impressions ?? 0);
        expect(now.orders).toEqual(expect.arrayContaining(last?.orders ?? []));
        if (asOf.day - day >= 28) expect(now).toEqual(finalReport(planner, campaign(), day));
        last = now;
      }
    }
  });

  test('a settled whole day is the plan', () => {
    const plan = planDay(campaign(), ORIGIN, 180_000_000n);
    const report = finalReport(planner, campaign(), ORIGIN)!;
    expect(report).toMatchObject({
      spendMicros: plan.spendMicros,
      impressions: plan.impressions,
      clicks: plan.clicks,
      orders: plan.orders,
    });
    expect(valueMicros(report)).toBe(
      plan.orders.reduce((sum, o) => sum + microsFromUnits(o.cents / 100), 0n),
    );
    expect(report.reach).toBeLessThanOrEqual(report.impressions);
  });

  test('yesterday misses about 1 % of spend and the late share of orders', () => {
    const sums = days(400).reduce(
      (s, day) => {
        const [young, settled] = [
          reportDay(planner, campaign(), day, at(day + 1))!,
          finalReport(planner, campaign(), day)!,
        ];
        return {
          spend: s.spend + Number(young.spendMicros) / Number(settled.spendMicros) / 400,
          young: s.young + young.orders.filter((o) => o.delay === 0).length,
          settled: s.settled + settled.orders.length,
        };
      },
      { spend: 0, young: 0, settled: 0 },
    );
    expect(sums.spend).toBeCloseTo(0.9893, 3);
    expect(sums.young / sums.settled).toBeCloseTo(0.75, 1);
  });

  test('the future, the time before the start and a switched-off day have no report', () => {
    expect(reportDay(planner, campaign(), ORIGIN + 1, at(ORIGIN))).toBeNull();
    expect(reportDay(planner, campaign(), ORIGIN - 5001, at(ORIGIN))).toBeNull();
    const off = campaign({ switches: [{ day: ORIGIN, share: 0, on: false }] });
    expect(reportDay(planner, off, ORIGIN, at(ORIGIN + 5))).toBeNull();
  });

  test('the planner forgets the oldest days and draws them again alike', () => {
    const small = createPlanner(3);
    const first = small(campaign(), ORIGIN);
    for (const day of days(5)) small(campaign(), day);
    const again = small(campaign(), ORIGIN);
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });
});

function days(count: number): number[] {
  return Array.from({ length: count }, (_, i) => ORIGIN - 1 - i);
}

function mean(xs: number[]): number {
  return xs.reduce((a, b) => a + b, 0) / xs.length;
}
