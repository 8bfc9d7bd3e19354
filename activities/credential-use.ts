import { ConnectorError } from '../connectors/errors.ts';
import type { PlatformApp } from '../connectors/types.ts';
import type { Platform } from '../contracts/platforms.ts';
import type { Db } from '../db/database.ts';
import type { ConnectionRow } from '../db/repositories/connections.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import type { VaultKey } from '../db/vault.ts';

/** Our application at one platform, in both environments; null: not configured. */
export interface PlatformApps {
  live: PlatformApp | null;
  sandbox: PlatformApp | null;
}

export interface CredentialDeps {
  db: Db;
  vaultKey: VaultKey;
  apps: Partial<Record<Platform, PlatformApps>>;
  fetch: typeof fetch;
  now: () => Date;
  /** How long a renewal belongs to one caller, in ms; tests shorten it. */
  leaseMs?: number;
}

export interface CredentialUse {
  tenantId: string;
  connectionId: string;
  actor: string;
  signal?: AbortSignal;
  heartbeat?: (detail: string) => void;
}

export const reconnect = () =>
  new ConnectorError('auth-expired', 'This connection needs to be connected again before it can be used.');

/** What the connection shows as its reason to be connected again. */
export const reasonOf = ({ code, facts }: ConnectorError) =>
  facts.providerCode ? `${code} (${facts.providerCode})` : code;

export const owner = (connection: ConnectionRow) => ({
  connectionId: connection.id,
  platform: connection.platform,
});

export const inTenant = <T>(
  deps: CredentialDeps,
  use: CredentialUse,
  work: (tx: TenantTransaction) => Promise<T>,
) => withTenant(deps.db, { tenantId: use.tenantId, actor: use.actor }, work);
