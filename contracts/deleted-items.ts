import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';

/** Something that a person deleted and that can be brought back until `purgedAt`. */
export const deletedItemSchema = z
  .object({
    id: idSchema,
    kind: z.enum(['connection', 'agent']),
    /** Of a connection its name, of an agent its key. */
    name: z.string(),
    /** Of a connection. */
    platform: z.string().nullable(),
    deletedAt: instantSchema,
    /** When it is removed for good, with all that belongs to it. */
    purgedAt: instantSchema,
  })
  .meta({ id: 'DeletedItem' });
export type DeletedItem = z.infer<typeof deletedItemSchema>;

/** Days between deletion and removal for good. */
export const retentionSchema = z.strictObject({ days: z.int().min(1).max(365) }).meta({ id: 'Retention' });
