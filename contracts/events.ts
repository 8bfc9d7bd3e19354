import { z } from 'zod';

/** One line of the event stream: what changed and, of a task, its state; never its content. */
export const eventSchema = z
  .object({
    kind: z.enum([
      'task',
      'sync',
      'proposal',
      'connection',
      'agent',
      'campaign',
      'sample',
      'plan',
      'notification',
    ]),
    id: z.string(),
    version: z.int().optional(),
    /** Of a task: its state now, so that a program can wait for the end without asking. */
    state: z.string().optional(),
  })
  .meta({ id: 'Event' });
export type LiveEvent = z.infer<typeof eventSchema>;
