import { z } from 'zod';
import { instantSchema, pageQuerySchema } from './common.ts';

/** What the tables of the audit log are called in the product; a table that is not here goes by its own name. */
export const auditObjects: Record<string, string> = {
  ad_accounts: 'ad-account',
  agent_instances: 'agent',
  api_keys: 'api-key',
  campaigns: 'campaign',
  connections: 'connection',
  credentials: 'credential',
  dead_letters: 'abandoned-task',
  decisions: 'decision',
  emails: 'email',
  executions: 'run',
  exports: 'export',
  feature_flags: 'feature',
  identities: 'sso-person',
  identity_domains: 'domain',
  identity_providers: 'identity-provider',
  invitations: 'invitation',
  memberships: 'member',
  notification_preferences: 'notification-preference',
  outcome_checks: 'outcome-check',
  proposals: 'proposal',
  refused_sign_ins: 'refused-sign-in',
  sign_ins: 'sign-in',
  subscription_events: 'plan-change',
  subscriptions: 'subscription',
  syncs: 'sync',
  tasks: 'task',
  tenants: 'workspace',
};

export const objectOf = (table: string): string => auditObjects[table] ?? table.replaceAll('_', '-');

const tables = new Map(Object.entries(auditObjects).map(([table, object]) => [object, table]));
export const tableOf = (object: string): string => tables.get(object) ?? object.replaceAll('-', '_');

export const auditActs = ['created', 'changed', 'deleted', 'read'] as const;
export type AuditAct = (typeof auditActs)[number];

/** Filters of the audit log; all that are given have to fit. */
export const auditFilterSchema = z.object({
  /** From this instant on. */
  from: instantSchema.optional(),
  /** Before this instant. */
  to: instantSchema.optional(),
  /** As in the entries: `user:<id>`, `key:<id>`, `agent:<key>`, `sync:<id>`, `system:<part>`. */
  actor: z.string().min(1).max(200).optional(),
  object: z
    .string()
    .regex(/^[a-z][a-z-]{1,60}$/)
    .optional()
    .meta({ description: 'The kind of thing: `campaign`, `member`, `api-key`, as in the entries.' }),
  act: z.enum(auditActs).optional(),
  /** Of the thing that changed, as in the entries. */
  id: z.string().min(1).max(400).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;
export const auditQuerySchema = pageQuerySchema.extend(auditFilterSchema.shape);

export const auditActorSchema = z
  .object({
    /** As the log keeps it. */
    id: z.string(),
    kind: z.enum(['person', 'key', 'agent', 'sync', 'system']),
    /** Of a person or an API key; null: gone, or it has none. */
    name: z.string().nullable(),
  })
  .meta({ id: 'AuditActor' });
export type AuditActor = z.infer<typeof auditActorSchema>;

export const auditEntrySchema = z
  .object({
    /** Counts up. */
    id: z.string(),
    at: instantSchema,
    actor: auditActorSchema,
    act: z.enum(auditActs),
    object: z.string(),
    /** Of the thing; of a campaign or an ad account `<platform>/<id>`. */
    objectId: z.string(),
    /**
     * Fields by name, with what stood there before and after; null: nothing. Numbers beyond 2^53 are text; a value above 4 KiB
     * is told by its `sha256` and `bytes`. Secrets are never in the log.
     */
    changes: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
