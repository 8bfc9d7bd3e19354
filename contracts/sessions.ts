import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';
import { codeSchema } from './second-factor.ts';

/** How somebody signed in. */
export const sessionMethods = ['password', 'link', 'sso'] as const;
export type SessionMethod = (typeof sessionMethods)[number];

/** One place where a person is signed in. */
export const ownSessionSchema = z
  .object({
    id: idSchema,
    /** The one that asks. */
    current: z.boolean(),
    method: z.enum(sessionMethods),
    ip: z.string(),
    userAgent: z.string(),
    createdAt: instantSchema,
    lastSeenAt: instantSchema,
    /** However much it is used; unused it ends earlier. */
    expiresAt: instantSchema,
  })
  .meta({ id: 'OwnSession' });
export type OwnSession = z.infer<typeof ownSessionSchema>;

/** A password, or a code of the authenticator app or a recovery code. */
export const confirmSchema = z
  .strictObject({ password: z.string().min(1).max(1024), code: codeSchema })
  .partial()
  .refine(({ password, code }) => (password === undefined) !== (code === undefined), {
    error: 'must hold a password or a code',
  });
