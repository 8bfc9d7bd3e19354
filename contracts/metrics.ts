import { z } from 'zod';
import { totalsSchema } from './campaigns.ts';
import { dateSchema, instantSchema } from './common.ts';

export const periodQuerySchema = z.object({
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  currency: z.string().length(3).optional(),
});

export const dayTotalsSchema = totalsSchema
  .extend({ day: dateSchema, final: z.boolean() })
  .meta({ id: 'DayTotals' });

/** Figures of a period beside the period before it, day by day. */
export const metricsSchema = z
  .object({
    period: z.object({ from: dateSchema, to: dateSchema }),
    before: z.object({ from: dateSchema, to: dateSchema }),
    totals: totalsSchema,
    totalsBefore: totalsSchema,
    days: z.array(dayTotalsSchema),
    daysBefore: z.array(dayTotalsSchema),
    syncedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Metrics' });
export type Metrics = z.infer<typeof metricsSchema>;

export const trendPeriodSchema = z.enum(['day', 'week', 'month']);
export type TrendPeriod = z.infer<typeof trendPeriodSchema>;

export const trendSchema = z
  .object({
    period: trendPeriodSchema,
    span: z.object({ from: dateSchema, to: dateSchema }),
    currency: z.string(),
    points: z.array(
      totalsSchema.extend({
        from: dateSchema,
        to: dateSchema,
        /** False: the span starts or ends inside this week or month. */
        whole: z.boolean(),
        /** False: platforms may still correct these figures. */
        final: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Trend' });
export type Trend = z.infer<typeof trendSchema>;
