import { z } from 'zod';
import { idSchema, instantSchema } from './common.ts';

/** Rights that a program may be given; people, keys, sign-on, plan, export and deletion stay with people. */
export const keyScopes = ['read', 'run', 'change', 'manage', 'audit'] as const;
export type KeyScope = (typeof keyScopes)[number];

export const apiKeySchema = z
  .object({
    id: idSchema,
    name: z.string(),
    scopes: z.array(z.enum(keyScopes)),
    /** The last four characters. */
    hint: z.string(),
    createdBy: z.string(),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
    lastUsedIp: z.string().nullable(),
    /** `maker-removed`: whoever made it is no member any more, so it is refused. */
    state: z.enum(['active', 'expired', 'revoked', 'maker-removed']),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
  expiresInDays: z.int().min(1).max(365).default(90),
});

/** `token` is the key itself: sent as `Authorization: Bearer …`, and shown this once; null in the answer to a repeat. */
export const createdApiKeySchema = apiKeySchema
  .extend({ token: z.string().nullable() })
  .meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
