import { z } from 'zod';
import { idSchema } from './common.ts';
import { roles } from './session.ts';

/** A workspace that the reader belongs to. */
export const workspaceSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    role: z.enum(roles),
    current: z.boolean(),
    /** It was deleted, and an owner can restore it. */
    deleted: z.boolean(),
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof workspaceSchema>;

export const enterWorkspaceSchema = z.strictObject({ id: idSchema });
