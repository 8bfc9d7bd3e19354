import { describe, expect, test } from '@jest/globals';
import { dayNumber } from './days.ts';
import { generateScenario } from './generate.ts';
import { budgetOn, expectedRevenue, expectedSpend } from './market.ts';
import { defaultScenario, parseScenario, readScenario, type ScenarioInput } from './scenario.ts';
import { buildWorld } from './world.ts';

describe('scenario', () => {
  test('the example of the README is a usable scenario', () => {
    const example = readScenario(new URL('./scenarios/example.json', import.meta.url));
    expect(example.accounts[0]!.campaigns).toHaveLength(2);
    expect(example.limits.maxRows).toBe(20_000);
  });

  test('every wrong field is named in one message', () => {
    const input = structuredClone(defaultScenario()) as ScenarioInput;
    input.accounts[0]!.timeZone = 'Mars/Olympus';
    input.accounts[1]!.campaigns[0]!.weekday = [1];
    input.accounts[1]!.campaigns[1]!.budgets = [{ from: 10, daily: '12,5' }];
    expect(() => parseScenario(input)).toThrow(
      /accounts\[0\]\.timeZone[^]*accounts\[1\]\.campaigns\[0\]\.weekday[^]*accounts\[1\]\.campaigns\[1\]\.budgets\[0\]\.daily/,
    );
    expect(() => parseScenario({ ...defaultScenario(), accounts: [] })).toThrow(/accounts/);
  });

  test('ids must differ, budgets must be in order and hold from the start', () => {
    const change = (edit: (input: ScenarioInput) => void) => {
      const input = structuredClone(defaultScenario()) as ScenarioInput;
      edit(input);
      return () => parseScenario(input);
    };
    expect(change((s) => (s.accounts[0]!.campaigns[1]!.id = s.accounts[0]!.campaigns[0]!.id))).toThrow(
      /same id/,
    );
    expect(change((s) => s.accounts[0]!.campaigns[0]!.budgets.reverse())).toThrow(/order of day/);
    expect(change((s) => (s.accounts[0]!.campaigns[0]!.starts = -500))).toThrow(/from the start day/);
    expect(change(() => undefined)).not.toThrow();
  });

  test('days count from the origin', () => {
    const world = buildWorld(defaultScenario(), '2026-11-23');
    const young = [...world.campaigns.values()].find((c) => c.traits.includes('few-days'))!;
    expect(young.market.starts).toBe(dayNumber('2026-11-11'));
    expect(new Date(young.startsAt).toISOString()).toBe('2026-11-10T23:00:00.000Z');
    expect(budgetOn(young.market, dayNumber('2026-11-23'))).toBe(220_000_000n);
  });
});

describe('generateScenario', () => {
  const options = { seed: 'g', campaigns: 150, days: 180, origin: '2026-11-23' };

  test('the same options give the same world, another seed another', () => {
    expect(generateScenario(options)).toEqual(generateScenario(options));
    expect(generateScenario({ ...options, seed: 'h' }).accounts[0]!.campaigns[0]!.curve).not.toEqual(
      generateScenario(options).accounts[0]!.campaigns[0]!.curve,
    );
  });

  test('gives as many campaigns as asked, of every kind, in accounts of twelve', () => {
    const scenario = generateScenario(options);
    const campaigns = scenario.accounts.flatMap((a) => a.campaigns);
    expect(campaigns).toHaveLength(150);
    expect(scenario.accounts).toHaveLength(13);
    const count = (trait: string) => campaigns.filter((c) => c.traits.includes(trait)).length;
    expect(count('s-shaped') + count('concave')).toBe(150);
    expect(count('s-shaped')).toBeGreaterThan(20);
    expect(count('varied')).toBeGreaterThan(100);
    expect(count('constant-budget')).toBeGreaterThan(3);
    expect(count('few-days')).toBeGreaterThan(3);
    expect(
      generateScenario({ ...options, hidden: 0 })
        .accounts.flatMap((a) => a.campaigns)
        .every((c) => c.traits.includes('varied')),
    ).toBe(true);
  });

  test('varied campaigns move their budget enough for a curve to be found, the constant ones never', () => {
    const world = buildWorld(generateScenario(options), '2026-11-23');
    for (const { market, traits } of world.campaigns.values()) {
      const budgets = Array.from({ length: 180 }, (_, i) =>
        Number(budgetOn(market, world.origin - 180 + i)),
      ).filter((b) => b > 0);
      const mean = budgets.reduce((a, b) => a + b, 0) / budgets.length;
      const cv = Math.sqrt(budgets.reduce((a, b) => a + (b - mean) ** 2, 0) / budgets.length) / mean;
      if (traits.includes('varied')) expect(cv).toBeGreaterThan(0.12);
      else expect(cv).toBe(0);
      if (traits.includes('few-days')) expect(budgets.length).toBeLessThanOrEqual(30);
    }
  });

  test('ROAS at the base budget is about 1.3 to 7', () => {
    const world = buildWorld(generateScenario({ ...options, hidden: 1 }), '2026-11-23');
    for (const { market } of world.campaigns.values()) {
      const budget = Number(market.budgets[0]!.micros) / 1e6;
      const week = Array.from({ length: 364 }, (_, i) => expectedRevenue(market, world.origin - i, budget));
      const roas = week.reduce((a, b) => a + b, 0) / 364 / expectedSpend(market, budget);
      expect(roas).toBeGreaterThan(1.2);
      expect(roas).toBeLessThan(7.3);
    }
  });
});
