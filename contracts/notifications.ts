import { z } from 'zod';
import { idSchema, instantSchema, pageQuerySchema, pageSchema } from './common.ts';
import { isTimeZone } from './workspace.ts';

const kindSchema = z.enum([
  'change-waits',
  'change-applied',
  'change-failed',
  'change-conflict',
  'task-dead-letter',
  'connection-reconnect',
  'sync-failing',
  'plan-limit',
  'plan-ending',
  'plan-ended',
  'member-joined',
  'new-sign-in',
  'password-changed',
  'second-factor-changed',
  'api-key-created',
]);

/** What the reader is told. Its sentence is the console's to write, from kind and words. */
export const notificationSchema = z
  .object({
    id: idSchema,
    kind: kindSchema,
    /** Id of what it is about: a proposal, a task, a connection … */
    subject: z.string(),
    /** What the sentence names. */
    words: z.record(z.string(), z.string()),
    at: instantSchema,
    readAt: instantSchema.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notificationSchema>;

export const notificationsQuerySchema = pageQuerySchema.extend({
  /** `true`: only those that are unread. */
  unread: z.enum(['true', 'false']).optional(),
});
export const notificationListSchema = pageSchema(notificationSchema).extend({
  /** Of all of them, not of this page. */
  unread: z.int(),
});

/** As `22:30`. */
const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** E-mails of a day's hours wait until they end; from later than until goes over midnight. */
const quietHoursSchema = z.strictObject({
  from: timeSchema,
  until: timeSchema,
  timeZone: z.string().max(60),
});
const choiceSchema = z.object({ kind: kindSchema, console: z.boolean(), email: z.boolean() });

export const notificationPreferencesSchema = z
  .object({
    choices: z.array(
      choiceSchema.extend({
        group: z.enum(['changes', 'work', 'workspace', 'account']),
        /** Always told, at once, whatever the quiet hours. */
        urgent: z.boolean(),
      }),
    ),
    quietHours: quietHoursSchema.nullable(),
  })
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.infer<typeof notificationPreferencesSchema>;

/** What is not named keeps its default. */
export const updateNotificationPreferencesSchema = z.strictObject({
  choices: z.array(z.strictObject(choiceSchema.shape)).max(50),
  quietHours: z
    .strictObject({
      ...quietHoursSchema.shape,
      timeZone: z.string().max(60).refine(isTimeZone, { error: 'must be a time zone, as in Europe/Paris' }),
    })
    .nullable(),
});
