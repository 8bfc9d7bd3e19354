import { z } from 'zod';
import { idSchema, instantSchema, locales } from './common.ts';
import { codeSchema } from './second-factor.ts';
import { roles } from './session.ts';

/** An invitation that nobody has accepted yet. */
export const invitationSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    role: z.enum(roles),
    invitedBy: z.string(),
    createdAt: instantSchema,
    expiresAt: instantSchema,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitationSchema>;

/** An invitation with what became of its mail. */
export const openInvitationSchema = invitationSchema
  .extend({
    /** null: the mail is older than the outbox. */
    mail: z
      .object({
        state: z.enum(['waiting', 'sent', 'failed']),
        /** Why it was not sent, as a code; `no-smtp`: no mail server is set up. */
        error: z.string().nullable(),
      })
      .nullable(),
    /** While its mail waits and there is no mail server: to be handed on by other means. */
    link: z.string().nullable(),
  })
  .meta({ id: 'OpenInvitation' });
export type OpenInvitation = z.infer<typeof openInvitationSchema>;

export const inviteSchema = z.strictObject({
  email: z.email().max(254),
  role: z.enum(roles),
  /** Of the mail. */
  locale: z.enum(locales).default('en'),
});

const token = z.string().min(20).max(200);
export const lookAtInvitationSchema = z.strictObject({ token });

/** What the holder of a link sees before they accept. */
export const invitationViewSchema = z
  .object({
    workspace: z.string(),
    invitedBy: z.string(),
    email: z.string(),
    role: z.enum(roles),
    /** True: this address has an account; sign in with it first. */
    hasAccount: z.boolean(),
    expiresAt: instantSchema,
  })
  .meta({ id: 'InvitationView' });
export type InvitationView = z.infer<typeof invitationViewSchema>;

export const acceptInvitationSchema = z.strictObject({
  token,
  /** Both of somebody who has no account yet. */
  name: z.string().trim().min(1).max(120).optional(),
  password: z.string().min(1).max(1024).optional(),
  code: codeSchema.optional(),
});
