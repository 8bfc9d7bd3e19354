import { z } from 'zod';
import { failureSchema, idSchema, instantSchema, pageQuerySchema } from './common.ts';

export const taskStateSchema = z.enum([
  'pending',
  'running',
  'completed',
  'failed',
  'retrying',
  'dead_letter',
  'canceled',
]);

export const taskSchema = z
  .object({
    id: idSchema,
    number: z.int(),
    agent: z.string(),
    capability: z.string(),
    /** Ad account the task is about, in words. */
    subject: z.string().nullable(),
    state: taskStateSchema,
    priority: z.int(),
    round: z.int(),
    try: z.int(),
    trigger: z.enum(['manual', 'scheduled', 'event', 'webhook', 'workflow']),
    requestedBy: z.string().nullable(),
    createdAt: instantSchema,
    startedAt: instantSchema.nullable(),
    finishedAt: instantSchema.nullable(),
    nextTryAt: instantSchema.nullable(),
    failure: failureSchema.nullable(),
    headline: z.string().nullable(),
    proposals: z.int(),
    sample: z.boolean(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof taskSchema>;

export const createTaskSchema = z.strictObject({
  agent: z.string().max(60),
  capability: z.string().max(60),
  input: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({
      description:
        'What the agent needs. budget-analyzer: `platform`, `accountId` of an ad account, and optionally `days` of history (14 to 400, default 90).',
      examples: [{ platform: 'meta', accountId: '1023456789' }],
    }),
  priority: z.int().min(1).max(10).default(5),
});
export const listTasksSchema = pageQuerySchema.extend({
  state: taskStateSchema.optional(),
  agent: z.string().max(60).optional(),
  /** The one with this number. */
  number: z.coerce.number().int().min(1).max(999_999_999_999).optional(),
});
export const taskListSchema = z.object({
  data: z.array(taskSchema),
  nextCursor: z.string().nullable(),
  /** Number of tasks per state, for the filter chips. */
  counts: z.record(taskStateSchema, z.int()),
});

export const stepSchema = z
  .object({
    step: z.int(),
    attempt: z.int(),
    kind: z.enum(['step', 'model', 'write', 'wait']),
    /** Stable name such as `gather`, `analyze`, `write`; the console has the words. */
    name: z.string(),
    state: z.enum(['running', 'completed', 'failed']),
    startedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    input: z.unknown(),
    output: z.unknown(),
    error: failureSchema.nullable(),
    tokensIn: z.int(),
    tokensOut: z.int(),
    costMicros: z.string().nullable(),
  })
  .meta({ id: 'Step' });

export const taskDetailSchema = taskSchema
  .extend({
    input: z.record(z.string(), z.unknown()),
    transitions: z.array(
      z.object({
        from: taskStateSchema.nullable(),
        to: taskStateSchema,
        at: instantSchema,
        reason: z.string().nullable(),
      }),
    ),
    executions: z.array(
      z.object({
        id: idSchema,
        round: z.int(),
        try: z.int(),
        state: z.enum(['running', 'completed', 'failed', 'canceled']),
        startedAt: instantSchema,
        finishedAt: instantSchema.nullable(),
        failure: failureSchema.nullable(),
        tokensIn: z.int(),
        tokensOut: z.int(),
        costMicros: z.string().nullable(),
        /** `offline` or the model's name. */
        model: z.string().nullable(),
        steps: z.array(stepSchema),
      }),
    ),
    /** Analysis and words of the last completed execution: agents/types.ts Analysis and Words. */
    result: z
      .object({ analysis: z.record(z.string(), z.unknown()), words: z.record(z.string(), z.unknown()) })
      .nullable(),
    proposalIds: z.array(idSchema),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'TaskDetail' });
export type TaskDetail = z.infer<typeof taskDetailSchema>;
