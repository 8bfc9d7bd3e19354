import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';
import { roles } from './session.ts';

export const memberSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    since: instantSchema,
    /** In this workspace; null: not lately. */
    lastSeenAt: instantSchema.nullable(),
    /** Signs in with an authenticator app. */
    secondFactor: z.boolean(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof memberSchema>;

export const changeMemberSchema = z.strictObject({ role: z.enum(roles) });
