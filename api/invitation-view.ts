import type { Invitation, OpenInvitation } from '../contracts/invitations.ts';
import type { Role } from '../contracts/session.ts';
import type { StoredEmail } from '../db/repositories/emails.ts';
import { readTenantToken } from '../db/tenant-token.ts';
import { emailLink } from '../domain/emails.ts';

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
  publicUrl: string,
): OpenInvitation {
  const token = mail?.token && readTenantToken(mail.token)?.id === row.id ? mail.token : null;
  return {
    ...invitationView(row),
    mail: mail ? { state: mail.state, error: mail.error } : null,
    link: token ? emailLink(publicUrl, 'invitation', token) : null,
  };
}
