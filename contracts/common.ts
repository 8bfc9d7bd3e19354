import { z } from 'zod';

export const idSchema = z.uuid();
/** A date of the calendar: of figures, the local date of the ad account. */
export const dateSchema = z.iso.date();
export const instantSchema = z.iso.datetime({ offset: true });
export const microsSchema = z.string().regex(/^-?\d{1,18}$/);

/** Text of one line, as a name: without blanks around it, not empty, no control characters. */
export const lineSchema = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u);

/** Languages of the console and of what agents write. */
export const locales = ['en', 'fr'] as const;
export type Locale = (typeof locales)[number];

/** Money: an integer count of micros as text, and an ISO 4217 code. */
export const moneySchema = z
  .object({ micros: microsSchema, currency: z.string().regex(/^[A-Z]{3}$/) })
  .meta({ id: 'Money' });
export type MoneyJson = z.infer<typeof moneySchema>;

/** Mean and ends of the 80 % interval, in micros. */
export const moneyIntervalSchema = z
  .object({ mean: microsSchema, p10: microsSchema, p90: microsSchema })
  .meta({ id: 'MoneyInterval' });

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});

/** A page of a list; no nextCursor: the list has ended. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

/** A failed try, sync or change in words; the shape of domain/failure.ts FailureReport. */
export const failureSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    touched: z.string(),
    remedy: z.string(),
    providerCode: z.string().optional(),
    trace: z.string().optional(),
  })
  .meta({ id: 'Failure' });
export type Failure = z.infer<typeof failureSchema>;

/** Every code of a problem that the API answers with. */
export const problemCodes = [
  'invalid-request',
  'invalid-cursor',
  'not-signed-in',
  'invalid-key',
  'wrong-credentials',
  'code-required',
  'invalid-link',
  'foreign-origin',
  'forbidden',
  'confirmation-required',
  'person-required',
  'not-found',
  'method-not-allowed',
  'conflict',
  'key-in-use',
  'version-stale',
  'too-large',
  'unsupported-media-type',
  'unprocessable',
  'large-change',
  'weak-password',
  'key-reused',
  'version-required',
  'quota-exceeded',
  'plan-limit',
  'too-many-requests',
  'internal',
  'not-available-yet',
  'platform-failed',
  'unavailable',
  'timed-out',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Why, where one code has several causes that ask for different acts. */
export const problemReasons = [
  'stale',
  'overtaken',
  'expired',
  'already-decided',
  'agent-off',
  'agent-busy',
  'agent-exists',
  'trial-used',
  'invalid-budget',
  'right-missing',
  'too-short',
  'too-long',
  'too-common',
  'about-you',
  'leaked',
  'last-owner',
  'is-member',
  'sso-plan',
  'sso-issuer',
  'sso-record',
  'sso-taken',
  'sso-session',
  'sso-required',
  'sso-untried',
  'owners-only',
  'export-running',
  'other-name',
] as const;
export type ProblemReason = (typeof problemReasons)[number];

/** RFC 9457 problem with a stable `code`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    /** The cause in a stable word, where the code alone does not tell what to do. */
    reason: z.string().optional(),
    traceId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })).optional(),
    /** With `quota-exceeded` and `plan-limit`: what the plan gives, how much of it is used, and what gives more. */
    quota: z
      .object({
        of: z.enum(['tasks', 'agents', 'connectors', 'premium-agents']),
        used: z.int(),
        limit: z.int(),
        /** null: it does not begin anew by itself. */
        resetsAt: instantSchema.nullable(),
        /** The smallest plan that gives more; null: none does. */
        opensWith: z.enum(['free', 'starter', 'pro', 'enterprise']).nullable(),
      })
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
