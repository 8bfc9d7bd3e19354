import type { GeneratedInstant, TenantId } from './columns.ts';

/** Mail domains of a workspace's people; seen without a tenant too, because signing in has none yet. */
export interface IdentityDomainsTable {
  tenant_id: TenantId;
  domain: string;
  /** What a TXT record of the domain has to hold. */
  challenge: string;
  created_at: GeneratedInstant;
  /** null: not proved yet, so it counts for nothing. */
  verified_at: Date | null;
}
