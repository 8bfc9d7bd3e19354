import { z } from 'zod';

export const platforms = ['meta', 'tiktok', 'google', 'pinterest', 'shopify'] as const;
export const platformSchema = z.enum(platforms);
export type Platform = z.infer<typeof platformSchema>;

/** A platform as Connect shows it before any consent. */
export const platformInfoSchema = z
  .object({
    platform: platformSchema,
    /** False: not in this release yet. */
    available: z.boolean(),
    /** Live: our app at the platform is configured. Sandbox: sample data can be connected. */
    environments: z.array(z.enum(['live', 'sandbox'])),
    scopes: z.array(
      z.object({
        id: z.string(),
        access: z.enum(['read', 'write']),
        words: z.string(),
        required: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Platform' });
export type PlatformInfo = z.infer<typeof platformInfoSchema>;
