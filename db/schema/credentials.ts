import type { GeneratedInstant, TenantId } from './columns.ts';

/** Written and opened only by db/vault.ts; the application may read all columns but `sealed`, and delete. */
export interface CredentialsTable {
  tenant_id: TenantId;
  id: string;
  connection_id: string;
  key_version: number;
  outer_key_version: number;
  expires_at: Date | null;
  updated_at: GeneratedInstant;
  /** Who renews it at its platform, until when; without a name: nobody may before then, because of renewal_error. */
  renewing_by: string | null;
  renewing_until: Date | null;
  renewal_error: string | null;
}
