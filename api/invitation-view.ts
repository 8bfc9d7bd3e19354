import type { Invitation, OpenInvitation } from '../contracts/invitations.ts';
import type { Role } from '../contracts/session.ts';
import type { StoredEmail } from '../db/repositories/emails.ts';
import { readTenantToken } from '../db/tenant-token.ts';
import { emailLink } from '../domain/emails.ts';
import type { ApiConfig } from './config.ts';

interface Row {
  id: string;
  email: string;
  role: string;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
}

/** An invitation without its token. */
export const invitationView = (row: Row): Invitation => ({
  id: row.id,
  email: row.email,
  role: row.role as Role,
  invitedBy: row.invited_by,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
});

/** An invitation with the newest mail to its address. */
export function openInvitationView(
  row: Row,
  mail: StoredEmail | undefined,
  config: ApiConfig,
): OpenInvitation {
  const current = mail?.token && readTenantToken(mail.token)?.id === row.id;
  return {
    ...invitationView(row),
    mail: mail ? { state: mail.state, error: mail.error } : null,
    link: current ? handedOn(mail, config) : null,
  };
}

/**
 * The link of an invitation that people have to hand on, because there is no mail server; null otherwise: whoever reads it
 * could accept it in place of the mailbox's owner. A person's own links are theirs alone.
 */
export function handedOn(
  { token, template, error }: StoredEmail,
  { sendsEmail, publicUrl }: ApiConfig,
): string | null {
  const byMail = sendsEmail || (error !== null && error !== 'no-smtp');
  return token && template === 'invitation' && !byMail ? emailLink(publicUrl, template, token) : null;
}
