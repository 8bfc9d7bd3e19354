import type { GeneratedInstant, TenantId } from './columns.ts';

/** Whom a provider means: issuer and subject, never the address. */
export interface IdentitiesTable {
  tenant_id: TenantId;
  issuer: string;
  subject: string;
  user_id: string;
  created_at: GeneratedInstant;
}
