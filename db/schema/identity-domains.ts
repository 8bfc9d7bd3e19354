import type { GeneratedInstant, TenantId } from './columns.ts';

/** Mail domains that a workspace claims for its people; those that are proved stand in `sso_domains` too. */
export interface IdentityDomainsTable {
  tenant_id: TenantId;
  domain: string;
  /** What a TXT record of the domain has to hold. */
  challenge: string;
  created_at: GeneratedInstant;
  /** null: not proved yet, so it counts for nothing. */
  verified_at: Date | null;
}
