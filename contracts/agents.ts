import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';

export const autonomySchema = z.enum(['suggest', 'ask', 'act']);

export const agentSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    group: z.enum(['money', 'voice', 'shop', 'order']),
    premium: z.boolean(),
    /** False: not in this release yet. */
    available: z.boolean(),
    capabilities: z.array(z.string()),
    /** null: the workspace has no instance of it. */
    instance: z
      .object({
        id: idSchema,
        enabled: z.boolean(),
        autonomy: autonomySchema,
        settings: z.record(z.string(), z.unknown()),
        version: z.int(),
      })
      .nullable(),
    /** JSON Schema of its settings, for the form. */
    settingsSchema: z.record(z.string(), z.unknown()).nullable(),
    state: z.enum(['active', 'inactive', 'error', 'running', 'unavailable', 'locked']),
    /** Why it is in error, if it is. */
    problem: z.string().nullable(),
    tasks: z.int(),
    completed: z.int(),
    successRate: z.number().nullable(),
    tokens: z.int(),
    lastRunAt: instantSchema.nullable(),
    /** Outcomes in order of time, true: inside its 80 % interval. */
    calibration: z.array(z.boolean()),
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof agentSchema>;

/** Key of the catalogue, as GET /agents lists them. */
export const createAgentSchema = z.strictObject({
  agent: z.string().max(60),
  enabled: z.boolean().optional(),
  autonomy: autonomySchema.optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

/** Sent with `If-Match: "<version>"` once an instance exists; creates it otherwise. */
export const updateAgentSchema = z.strictObject({
  enabled: z.boolean().optional(),
  autonomy: autonomySchema.optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});
