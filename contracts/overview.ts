import { z } from 'zod';
import { dateSchema, instantSchema } from './common.ts';
import { metricsSchema } from './metrics.ts';
import { proposalSchema } from './proposals.ts';

/** Days of the figures and of what changed, up to yesterday; the work of agents is always seven days. */
export const overviewQuerySchema = z.object({ days: z.coerce.number().int().min(1).max(200).default(28) });

/** Everything the dashboard needs, in one answer. */
export const overviewSchema = z
  .object({
    asOf: instantSchema,
    decisions: z.array(proposalSchema),
    attention: z.array(
      z.object({
        kind: z.enum([
          'connection-expiring',
          'connection-reconnect',
          'stream-late',
          'stream-stopped',
          'change-failed',
          'change-conflict',
          'task-failed',
          'task-dead-letter',
        ]),
        id: z.string(),
        title: z.string(),
        at: instantSchema.nullable(),
        code: z.string().nullable(),
      }),
    ),
    streamsOnTime: z.int(),
    /** null: nothing synced yet. */
    metrics: metricsSchema.nullable(),
    tasks: z.object({
      totalAgents: z.int(),
      activeAgents: z.int(),
      completed: z.int(),
      completedBefore: z.int(),
      successRate: z.number().nullable(),
      successRateBefore: z.number().nullable(),
      days: z.array(
        z.object({
          day: dateSchema,
          completed: z.int(),
          canceled: z.int(),
          failed: z.int(),
          deadLetter: z.int(),
        }),
      ),
    }),
    agents: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        state: z.enum(['running', 'waiting', 'retrying', 'idle', 'error']),
        capability: z.string().nullable(),
        taskId: z.string().nullable(),
      }),
    ),
    /** What changed in claimed revenue against the period before, largest first; effects sum to the change. */
    changes: z.array(
      z.object({
        campaignId: z.string(),
        name: z.string(),
        platform: z.string(),
        currency: z.string(),
        changeMicros: z.string(),
        /** Part explained by spending more or less, and by each unit earning more or less. */
        spendEffectMicros: z.string(),
        rateEffectMicros: z.string(),
      }),
    ),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overviewSchema>;
