import { z } from 'zod';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const micros = z.string().regex(/^\d{1,18}$/);
/** Corrections by a platform can be negative. */
const signedMicros = z.string().regex(/^-?\d{1,18}$/);
/** A budget that people set: above zero, in hundredths of the currency's unit. */
const budgetMicros = micros.refine((value) => Number(value) > 0 && value.endsWith('0000'), {
  error: 'A budget is above 0, with at most 2 decimals.',
  params: { code: 'not-a-budget' },
});

export const capabilities = ['spend-analysis', 'spend-optimization', 'roi-forecast'] as const;
export type Capability = (typeof capabilities)[number];

/** What a task asks. */
export const inputSchema = z.strictObject({
  platform: z.string().min(1),
  accountId: z.string().min(1),
  /** Days of history to read; today is never among them. */
  days: z.int().min(14).max(400).default(90),
});
export type Input = z.infer<typeof inputSchema>;

/** How a tenant set the agent up. Money in micros of the ad account's currency. */
export const settingsSchema = z
  .strictObject({
    /** Share of revenue left after goods, shipping and fees, before advertising. Until it is set, half is assumed and said. */
    margin: z.number().gt(0).max(1).nullable().default(null),
    /** Budget of a calendar month for the whole account; null: daily budgets times days. */
    monthlyBudgetMicros: budgetMicros.nullable().default(null),
    /** Largest change of one budget at a time, as a share of it. */
    stepLimit: z.number().min(0.01).max(0.5).default(0.2),
    /** "keep": budgets are moved, their sum stays. "at-most": money may also stay unspent where it does not pay. */
    total: z.enum(['keep', 'at-most']).default('keep'),
    minDailyBudgetMicros: budgetMicros.default('1000000'),
    maxDailyBudgetMicros: budgetMicros.nullable().default(null),
    /** Campaigns whose budget it never touches. */
    lockedCampaigns: z.array(z.string()).default([]),
  })
  .refine(
    ({ minDailyBudgetMicros: least, maxDailyBudgetMicros: most }) =>
      most === null || Number(least) <= Number(most),
    {
      path: ['maxDailyBudgetMicros'],
      error: 'The largest daily budget is below the smallest.',
      params: { code: 'largest-below-smallest' },
    },
  );
export type Settings = z.infer<typeof settingsSchema>;

/** Everything `analyze` sees. */
export const gatheredSchema = z.strictObject({
  /** Today in the account's zone: its first day without data. */
  asOf: date,
  from: date,
  account: z.strictObject({
    platform: z.string(),
    connectionId: z.string(),
    id: z.string(),
    name: z.string(),
    currency: z.string().regex(/^[A-Z]{3}$/),
    timeZone: z.string(),
    syncedAt: z.string().nullable(),
  }),
  campaigns: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      version: z.int(),
      dailyBudgetMicros: micros.nullable(),
      lifetimeBudgetMicros: micros.nullable(),
      startsAt: z.string().nullable(),
      stopsAt: z.string().nullable(),
      /** Where we last changed it, or a person rejected this agent's change of it, in the last days. */
      changedOn: date.nullable().default(null),
      rejectedOn: date.nullable().default(null),
    }),
  ),
  days: z.array(
    z.strictObject({
      campaignId: z.string(),
      day: date,
      attribution: z.string(),
      impressions: micros,
      clicks: micros,
      spendMicros: signedMicros,
      conversionsMicros: signedMicros.nullable(),
      conversionValueMicros: signedMicros.nullable(),
      final: z.boolean(),
    }),
  ),
  calibration: z.strictObject({ checked: z.int().min(0), inside: z.int().min(0) }),
});
export type Gathered = z.infer<typeof gatheredSchema>;
