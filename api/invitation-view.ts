import type { Invitation } from '../contracts/invitations.ts';
import type { Role } from '../contracts/session.ts';

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
