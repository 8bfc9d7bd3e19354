import { z } from 'zod';
import { idSchema, instantSchema, microsSchema } from './common.ts';

export const roles = ['owner', 'admin', 'operator', 'analyst', 'auditor'] as const;
export type Role = (typeof roles)[number];

export const signInSchema = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(256),
});
export const signInLinkSchema = z.strictObject({ token: z.string().min(20).max(200) });

export const sessionSchema = z
  .object({
    user: z.object({
      id: idSchema,
      name: z.string(),
      title: z.string().nullable(),
      email: z.string(),
      locale: z.string(),
    }),
    tenant: z.object({
      id: idSchema,
      name: z.string(),
      plan: z.enum(['free', 'starter', 'pro', 'enterprise']),
      trialEndsAt: instantSchema.nullable(),
      timeZone: z.string(),
      currency: z.string(),
      tasksToday: z.int(),
      /** null: no limit. */
      tasksPerDay: z.int().nullable(),
      /** A change of more than this a day needs a second person; null: one is always enough. */
      twoPersonAboveMicros: microsSchema.nullable(),
      /** True while sample data is in the workspace. */
      sample: z.boolean(),
    }),
    role: z.enum(roles),
    counts: z.object({
      approvals: z.int(),
      runningTasks: z.int(),
      activeAgents: z.int(),
      connections: z.int(),
    }),
    temporalUiUrl: z.string().nullable(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;
