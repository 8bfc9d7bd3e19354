import { z } from 'zod';
import { lineSchema, locales } from './common.ts';

/** What a person says about themselves; e-mail and password have their own routes. */
export const updateProfileSchema = z.strictObject({
  name: lineSchema(120),
  /** What they do here, as `Head of growth`. */
  title: lineSchema(120).nullable(),
  /** Of the e-mails to them. */
  locale: z.enum(locales),
});

export const profileSchema = z
  .object({ name: z.string(), title: z.string().nullable(), email: z.string(), locale: z.string() })
  .meta({ id: 'Profile' });
export type Profile = z.infer<typeof profileSchema>;
