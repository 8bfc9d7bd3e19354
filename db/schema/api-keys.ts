import type { GeneratedInstant, TenantId } from './columns.ts';

export interface ApiKeysTable {
  tenant_id: TenantId;
  id: string;
  name: string;
  /** Rights that the key may use, as far as its maker has them. */
  scopes: string[];
  /** Its last four characters. */
  hint: string;
  /** SHA-256 of the secret part. */
  token_hash: Buffer;
  created_by: string;
  created_at: GeneratedInstant;
  expires_at: Date;
  last_used_at: Date | null;
  last_used_ip: string | null;
  revoked_at: Date | null;
}
