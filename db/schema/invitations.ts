import type { GeneratedInstant, TenantId } from './columns.ts';

export interface InvitationsTable {
  tenant_id: TenantId;
  id: string;
  /** Lower case, no blanks around it. */
  email: string;
  role: string;
  /** SHA-256 of the secret part of the link's token. */
  token_hash: Buffer;
  invited_by: string;
  created_at: GeneratedInstant;
  expires_at: Date;
  accepted_at: Date | null;
  withdrawn_at: Date | null;
}
