import { z } from 'zod';
import { dateSchema, idSchema, instantSchema, microsSchema, moneySchema, pageQuerySchema } from './common.ts';
import { platformSchema } from './platforms.ts';

/** Sums of a period; ratios are taken after summing, null at a zero denominator or where nothing was sent. */
export const totalsSchema = z
  .object({
    currency: z.string(),
    impressions: z.int(),
    clicks: z.int(),
    spendMicros: microsSchema,
    conversions: z.number().nullable(),
    conversionValueMicros: microsSchema.nullable(),
    roas: z.number().nullable(),
    cpaMicros: microsSchema.nullable(),
    ctr: z.number().nullable(),
    cpmMicros: microsSchema.nullable(),
  })
  .meta({ id: 'Totals' });
export type Totals = z.infer<typeof totalsSchema>;

/** Public id of a campaign: `platform:id at the platform`. */
export const campaignIdSchema = z.string().regex(/^(meta|tiktok|google|pinterest):[\w-]{1,60}$/);

export const campaignSchema = z
  .object({
    id: campaignIdSchema,
    platform: platformSchema,
    accountId: z.string(),
    accountName: z.string(),
    connectionId: idSchema,
    sample: z.boolean(),
    name: z.string(),
    objective: z.string(),
    status: z.enum(['active', 'paused', 'archived', 'deleted', 'unknown']),
    effectiveStatus: z.string(),
    dailyBudget: moneySchema.nullable(),
    lifetimeBudget: moneySchema.nullable(),
    version: z.int(),
    /** Known only from its metrics; the platform's list lacks it. */
    stub: z.boolean(),
    spentTodayMicros: microsSchema,
    /** Share of today's account-local day that has passed, 0–1. */
    dayShare: z.number(),
    totals: totalsSchema,
    before: totalsSchema,
    syncedAt: instantSchema,
    /** Change on its way, if any. */
    pending: z
      .object({
        proposalId: idSchema,
        state: z.string(),
        to: z.record(z.string(), z.unknown()),
        byAgent: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof campaignSchema>;

export const listCampaignsSchema = pageQuerySchema.extend({
  platform: platformSchema.optional(),
  status: z.enum(['active', 'paused', 'archived', 'deleted', 'unknown']).optional(),
  search: z.string().max(100).optional(),
  from: dateSchema.optional(),
  to: dateSchema.optional(),
});

export const campaignListSchema = z.object({
  data: z.array(campaignSchema),
  nextCursor: z.string().nullable(),
  period: z.object({ from: dateSchema, to: dateSchema }),
  before: z.object({ from: dateSchema, to: dateSchema }),
  /** One total per currency: money of different currencies is never added. */
  totals: z.array(totalsSchema),
  syncedAt: instantSchema.nullable(),
});

/** Above zero; its currency says in what steps. */
const budgetSchema = moneySchema.extend({ micros: z.string().regex(/^[1-9]\d{0,17}$/) });

/** The proposal that this change takes the place of, rejected in the same step, and why. */
const insteadOf = { instead: idSchema.optional(), note: z.string().trim().max(1000).optional() };

/** Without `sure`, more than double the budget of now is refused: `large-change`. */
const sure = z.boolean().optional();

/** One change at a time; sent with `If-Match: "<version>"`. Answered by the proposal that carries it out. */
export const updateCampaignSchema = z.union([
  z.strictObject({ dailyBudget: budgetSchema, sure, ...insteadOf }),
  z.strictObject({ status: z.enum(['active', 'paused']), ...insteadOf }),
]);
