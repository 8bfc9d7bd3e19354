import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';
import { rights, roles } from './session.ts';

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

/** A role and what it allows. */
export const roleSchema = z
  .object({
    role: z.enum(roles),
    rights: z.array(z.enum(rights)),
    /** Whether who asks may give it, and decide on people who have it. */
    within: z.boolean(),
  })
  .meta({ id: 'Role' });
export type RoleView = z.infer<typeof roleSchema>;

/** The people of a workspace by name, and every role, the one that allows most first. */
export const membersSchema = z.object({ data: z.array(memberSchema), roles: z.array(roleSchema) });
export type Members = z.infer<typeof membersSchema>;
