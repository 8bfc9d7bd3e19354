import { z } from 'zod';
import { instantSchema } from './common.ts';

export const planKeySchema = z.enum(['free', 'starter', 'pro', 'enterprise']);

/** What a plan gives; null: no limit. */
export const planOfferSchema = z
  .object({
    plan: planKeySchema,
    /** A day, in the workspace's time zone. */
    tasks: z.int().nullable(),
    /** Switched on at the same time. */
    agents: z.int().nullable(),
    /** Connections in use at the same time. */
    connectors: z.int().nullable(),
    premiumAgents: z.boolean(),
    sso: z.boolean(),
    customIntegrations: z.boolean(),
    support: z.enum(['community', 'email', 'priority', 'dedicated']),
    /** Requests of one person or key in 15 minutes. */
    requests: z.int(),
  })
  .meta({ id: 'PlanOffer' });

export const subscriptionEventSchema = z
  .object({
    at: instantSchema,
    kind: z.enum([
      'started',
      'trial-started',
      'trial-kept',
      'trial-ended',
      'upgraded',
      'downgrade-scheduled',
      'downgrade-withdrawn',
      'downgraded',
    ]),
    from: planKeySchema.nullable(),
    to: planKeySchema,
    /** When the plan changes; of what is scheduled, later than `at`. */
    effectiveAt: instantSchema,
    /** Who did it, by name; null: time did. */
    by: z.string().nullable(),
    agentsOff: z.int(),
    connectionsPaused: z.int(),
  })
  .meta({ id: 'SubscriptionEvent' });

export const planSchema = z
  .object({
    plan: planKeySchema,
    /** `ending`: a smaller plan is on its way. */
    state: z.enum(['active', 'trial', 'ending']),
    /** What follows and when; until then it can be taken back by choosing the present plan. */
    next: z
      .object({
        plan: planKeySchema,
        at: instantSchema,
        reason: z.enum(['trial', 'downgrade']),
        /** What would be switched off then, as things stand. */
        agentsOff: z.int(),
        connectionsPaused: z.int(),
      })
      .nullable(),
    trialAvailable: z.boolean(),
    use: z.array(
      z.object({
        of: z.enum(['tasks', 'agents', 'connectors']),
        used: z.int(),
        limit: z.int().nullable(),
        /** When it begins anew; null: it does not by itself. */
        resetsAt: instantSchema.nullable(),
        /** The smallest plan that gives more than is used; null: none, or there is no limit. */
        opensWith: planKeySchema.nullable(),
      }),
    ),
    /** Every plan, smallest first. */
    offers: z.array(planOfferSchema),
    /** The last 50, newest first. */
    events: z.array(subscriptionEventSchema),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof planSchema>;

export const changePlanSchema = z.strictObject({ plan: planKeySchema });
