import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';

/** A mail of the workspace's outbox. */
export const emailSchema = z
  .object({
    id: idSchema,
    to: z.string(),
    template: z.string(),
    subject: z.string(),
    state: z.enum(['waiting', 'sent', 'failed']),
    /** Why it was not sent, as a code; `no-smtp`: no mail server is set up; `not-needed`: its invitation is over. */
    error: z.string().nullable(),
    tries: z.int(),
    /** Of an invitation that waits where there is no mail server: its link, to be handed on by other means. Never of a person's own links. */
    link: z.string().nullable(),
    createdAt: instantSchema,
    sentAt: instantSchema.nullable(),
  })
  .meta({ id: 'Email' });
export type Email = z.infer<typeof emailSchema>;
