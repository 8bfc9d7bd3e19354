import { z } from 'zod';

/** One line of the event stream: what changed, never its content. */
export const eventSchema = z.object({
  kind: z.enum(['task', 'sync', 'proposal', 'connection', 'agent', 'campaign', 'sample']),
  id: z.string(),
  version: z.int().optional(),
});
export type LiveEvent = z.infer<typeof eventSchema>;
