import type { Generated } from 'kysely';
import type { GeneratedInstant, TenantId } from './columns.ts';

/** One OpenID Connect provider of a workspace. */
export interface IdentityProvidersTable {
  tenant_id: TenantId;
  issuer: string;
  client_id: string;
  /** The client secret, by the vault key. */
  sealed: Buffer;
  key_version: number;
  /** Of people who come for the first time. */
  default_role: 'admin' | 'operator' | 'analyst' | 'auditor';
  enabled: Generated<boolean>;
  /** People of a proved domain sign in by it only. */
  required: Generated<boolean>;
  created_at: GeneratedInstant;
  updated_at: GeneratedInstant;
}
