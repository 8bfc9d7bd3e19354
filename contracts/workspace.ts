import { z } from 'zod';
import { instantSchema, lineSchema, microsSchema } from './common.ts';

const zoneNames = /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2})$/;

/** True for a time zone by its name; an offset such as `+02:00` is none. */
export function isTimeZone(name: string): boolean {
  if (!zoneNames.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const isCurrency = (code: string) => Intl.supportedValuesOf('currency').includes(code);

/** Sent with `If-Match: "<version>"`. */
export const updateWorkspaceSchema = z.strictObject({
  name: lineSchema(120),
  /** As `Europe/Paris`; a day of the workspace begins at midnight there. */
  timeZone: z.string().max(60).refine(isTimeZone, { error: 'must be a time zone, as in Europe/Paris' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .refine(isCurrency, { error: 'must be an ISO 4217 code in use' }),
  /** A change of more than this a day needs a second person; null: one is always enough. */
  twoPersonAboveMicros: microsSchema.refine((micros) => !micros.startsWith('-'), { error: 'must not be negative' }).nullable(), // prettier-ignore
});

export const workspaceSettingsSchema = z
  .object({
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    twoPersonAboveMicros: microsSchema.nullable(),
    version: z.int(),
  })
  .meta({ id: 'WorkspaceSettings' });
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;

/** Typed by whoever deletes it, as it stands. */
export const deleteWorkspaceSchema = z.strictObject({ name: z.string().max(200) });

export const workspaceDeletionSchema = z
  .object({
    deletedAt: instantSchema,
    /** Until then an owner can restore it; then every row is removed for good. */
    purgedAt: instantSchema,
  })
  .meta({ id: 'WorkspaceDeletion' });
export type WorkspaceDeletion = z.infer<typeof workspaceDeletionSchema>;
