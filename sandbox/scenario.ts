import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { dayNumber, zoneOffset } from './days.ts';

/** Days are whole numbers counted from the scenario's origin, which is the day it is loaded unless it names one. */
const day = z.int().min(-1200).max(1200);
const id = z.string().regex(/^[1-9]\d{5,18}$/, 'an id is 6 to 19 digits, as text');
const amount = z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, 'an amount is a decimal text such as "180.00"');

const curve = z.strictObject({
  /** Revenue a day, in units of the currency, that no spend can exceed. */
  vmax: z.number().positive(),
  /** Spend a day that earns half of vmax. */
  k: z.number().positive(),
  /** Shape: 1 or less is concave, above 1 is S-shaped. */
  a: z.number().positive().max(6),
});

const campaign = z
  .strictObject({
    id,
    name: z.string().min(1).max(200),
    objective: z.string().default('OUTCOME_SALES'),
    status: z.enum(['ACTIVE', 'PAUSED', 'ARCHIVED', 'DELETED']).default('ACTIVE'),
    /** First day of that status, when it is not ACTIVE. */
    statusSince: day.default(0),
    starts: day,
    /** First day without delivery; null: runs on. */
    stops: day.nullable().default(null),
    /** Daily budget from each day on. */
    budgets: z.array(z.strictObject({ from: day, daily: amount })).min(1),
    curve,
    /** Factors on revenue, Monday first. */
    weekday: z.array(z.number().positive()).length(7).default([1, 1, 1, 1, 1, 1, 1]),
    /** Yearly wave on revenue: 1 + amplitude at `peakDay` of the year (0 is 1 January), 1 − amplitude half a year away. */
    season: z
      .strictObject({ amplitude: z.number().min(0).max(0.9), peakDay: z.number().min(0).max(366) })
      .default({ amplitude: 0, peakDay: 0 }),
    /** Factors on revenue for a stretch of days, both ends included. */
    events: z.array(z.strictObject({ from: day, until: day, lift: z.number().positive() })).default([]),
    orders: z
      .strictObject({
        /** Mean revenue of one order. */
        value: z.number().positive(),
        /** Over-dispersion: the variance of a day's orders is m + m²/dispersion. */
        dispersion: z.number().positive().default(40),
        /** Share of orders that the platform reports on a later day than the ad's, and their mean delay in days. */
        lateShare: z.number().min(0).max(0.9).default(0.2),
        lateDays: z.number().positive().max(15).default(4),
      })
      .default({ value: 80, dispersion: 40, lateShare: 0.2, lateDays: 4 }),
    /** Spend of a day is budget × (fill + spread × normal draw), never above 1.25 × budget. */
    delivery: z
      .strictObject({ fill: z.number().min(0.1).max(1.1), spread: z.number().min(0).max(0.3) })
      .default({ fill: 0.985, spread: 0.035 }),
    media: z
      .strictObject({
        /** Price of 1,000 impressions. */
        cpm: z.number().positive(),
        /** Clicks per impression. */
        ctr: z.number().positive().max(0.5),
        /** Impressions per person and day. */
        frequency: z.number().min(1),
      })
      .default({ cpm: 8, ctr: 0.014, frequency: 1.3 }),
    /** Free labels for tests and benchmarks, for example "s-shaped". */
    traits: z.array(z.string()).default([]),
  })
  .refine((c) => c.budgets[0]!.from <= c.starts, 'the first budget must hold from the start day or before')
  .refine(
    (c) => c.budgets.every((b, i) => i === 0 || b.from > c.budgets[i - 1]!.from),
    'budgets must be in order of day',
  )
  .refine((c) => c.stops === null || c.stops > c.starts, 'a campaign must stop after it starts');

const account = z.strictObject({
  id,
  name: z.string().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
  timeZone: z.string().refine(isZone, 'an IANA time zone such as "Europe/Paris"'),
  status: z.enum(['active', 'disabled']).default('active'),
  /** Where ads are delivered; shares are of spend. */
  countries: z
    .array(z.strictObject({ code: z.string().regex(/^[A-Z]{2}$/), share: z.number().positive() }))
    .min(1),
  campaigns: z.array(campaign),
});

/** A whole world for the sandbox, as documented in sandbox/README.md. */
export const scenarioSchema = z
  .strictObject({
    format: z.literal('aegis-sandbox/1'),
    name: z.string().min(1),
    /** All noise is drawn from it. */
    seed: z.string().min(1),
    /** The date of day 0; without it, the date of loading (UTC). */
    origin: z.string().refine(isDate, 'a date such as "2026-11-23"').optional(),
    user: z.strictObject({ id, name: z.string().min(1) }),
    limits: z
      .strictObject({
        managementPerHour: z.number().positive(),
        insightsPerHour: z.number().positive(),
        /** Insights that would give more rows are refused with 100/1487534. */
        maxRows: z.int().positive(),
      })
      .default({ managementPerHour: 20_000, insightsPerHour: 20_000, maxRows: 20_000 }),
    accounts: z.array(account).min(1),
  })
  .refine((s) => allDifferent(s.accounts.map((a) => a.id)), 'two accounts have the same id')
  .refine(
    (s) => allDifferent(s.accounts.flatMap((a) => a.campaigns.map((c) => c.id))),
    'two campaigns have the same id',
  );

/** A scenario with every default filled in. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as a person writes it. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type ScenarioAccount = Scenario['accounts'][number];
export type ScenarioCampaign = ScenarioAccount['campaigns'][number];

/** Checks a scenario. Throws an Error that names every wrong field. */
export function parseScenario(input: unknown): Scenario {
  const result = scenarioSchema.safeParse(input);
  if (!result.success) throw new Error(`The scenario is not usable:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** Reads a scenario from a JSON file. */
export function readScenario(file: string | URL): Scenario {
  return parseScenario(JSON.parse(readFileSync(file, 'utf8')));
}

/** The world a sandbox starts with: the shop Maison Solène with a French and a German ad account. */
export function defaultScenario(): Scenario {
  return readScenario(new URL('./scenarios/maison-solene.json', import.meta.url));
}

function isDate(text: string): boolean {
  try {
    return dayNumber(text) > 0;
  } catch {
    return false;
  }
}

function isZone(text: string): boolean {
  try {
    return Number.isFinite(zoneOffset(0, text));
  } catch {
    return false;
  }
}

function allDifferent(ids: string[]): boolean {
  return new Set(ids).size === ids.length;
}
