import { z } from 'zod';
import { idSchema, instantSchema, microsSchema } from './common.ts';
import { codeSchema } from './second-factor.ts';
import { workspaceDeletionSchema } from './workspace.ts';

export const roles = ['owner', 'admin', 'operator', 'analyst', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** What a role may allow; which role has which is data (tables `roles` and `role_rights`). */
export const rights = [
  /** Look at campaigns, runs, changes and their figures. */
  'read',
  /** Run agents and syncs. */
  'run',
  /** Change campaigns, decide on proposals. */
  'change',
  /** Connections, settings of agents and of the workspace, sample data. */
  'manage',
  /** People, their roles, invitations. */
  'members',
  /** API keys. */
  'keys',
  /** Plan and subscription. */
  'plan',
  /** Read the audit log. */
  'audit',
  /** Single sign-on, which can name any member: the owners'. */
  'identity',
  /** Take the whole workspace's data out. */
  'export',
  /** Delete the workspace. */
  'delete',
] as const;
export type Right = (typeof rights)[number];

export const signInSchema = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(1024),
  /** Of the authenticator app, or a recovery code; asked for with `code-required`. */
  code: codeSchema.optional(),
});
export const signInLinkSchema = z.strictObject({
  token: z.string().min(20).max(200),
  code: codeSchema.optional(),
});

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
      /** Of a deleted workspace: nothing is allowed in it but, to an owner, restoring it. */
      deletion: workspaceDeletionSchema.nullable(),
    }),
    role: z.enum(roles),
    /** What the role allows; the API refuses everything else. */
    rights: z.array(z.enum(rights)),
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
