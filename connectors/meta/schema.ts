import { z } from 'zod';

/** Only fields in use. Ids are text; unknown fields and words pass. */
const id = z.string().regex(/^\d{1,40}$/);
const decimal = z.string().regex(/^-?\d{1,15}(\.\d+)?$/);
const count = z.string().regex(/^\d{1,18}$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const errorSchema = z.object({
  error: z.object({
    code: z.int(),
    error_subcode: z.int().optional(),
    fbtrace_id: z.string().max(100).optional(),
    is_transient: z.boolean().optional(),
  }),
});

export const businessUsageSchema = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().min(0) })),
);
export const accountUsageSchema = z.object({ reset_time_duration: z.number().min(0) });

export const pageSchema = z.object({
  data: z.array(z.unknown()),
  paging: z.object({ next: z.string().optional() }).optional(),
});

export const tokenSchema = z.object({ access_token: z.string().min(1) });
export const debugTokenSchema = z.object({
  data: z.object({
    app_id: z.string(),
    is_valid: z.boolean(),
    /** Seconds; 0: never. */
    expires_at: z.number(),
    scopes: z.array(z.string()),
    user_id: z.string(),
  }),
});

export const accountSchema = z.object({
  account_id: id,
  name: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  timezone_name: z.string(),
  account_status: z.int(),
});
export type MetaAccount = z.infer<typeof accountSchema>;

export const campaignSchema = z.object({
  id,
  name: z.string(),
  objective: z.string().optional(),
  status: z.string(),
  effective_status: z.string(),
  daily_budget: count.optional(),
  lifetime_budget: count.optional(),
  start_time: z.string().optional(),
  stop_time: z.string().optional(),
  updated_time: z.string().optional(),
});
export type MetaCampaign = z.infer<typeof campaignSchema>;

const actions = z.array(z.object({ action_type: z.string(), value: decimal })).optional();

/** A metric without data is absent. */
export const insightSchema = z.object({
  campaign_id: id,
  campaign_name: z.string(),
  account_currency: z.string().regex(/^[A-Z]{3}$/),
  attribution_setting: z.string().max(60).optional(),
  date_start: day,
  impressions: count.optional(),
  clicks: count.optional(),
  reach: count.optional(),
  spend: decimal.optional(),
  actions,
  action_values: actions,
});
export type MetaInsight = z.infer<typeof insightSchema>;

export const successSchema = z.object({ success: z.literal(true) });
