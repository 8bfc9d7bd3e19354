import { sql } from 'kysely';
import { ConnectorError } from '../connectors/errors.ts';
import { connectorOf } from '../connectors/registry.ts';
import type { Call, Credential, PlatformApp } from '../connectors/types.ts';
import type { Platform } from '../contracts/platforms.ts';
import type { Db } from '../db/database.ts';
import { askToReconnect, findConnection, type ConnectionRow } from '../db/repositories/connections.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import { getCredential, putCredential, type VaultKey } from '../db/vault.ts';

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
}

export interface CredentialUse {
  tenantId: string;
  connectionId: string;
  actor: string;
  signal?: AbortSignal;
  heartbeat?: (detail: string) => void;
}

/**
 * Runs `work` with a call that carries the connection's credential, renewed in time. When the platform refuses the
 * credential the connection asks for reconnection, once, and no further call is made until a person has done so.
 * Throws ConnectorError, and whatever `work` throws.
 */
export async function withCredential<T>(
  deps: CredentialDeps,
  use: CredentialUse,
  work: (call: Call, connection: ConnectionRow) => Promise<T>,
): Promise<T> {
  const stored = await inTenant(deps, use, async (tx) => {
    const connection = await findConnection(tx, use.connectionId);
    return (
      connection && { connection, credential: await getCredential(tx, deps.vaultKey, owner(connection)) }
    );
  });
  if (!stored || stored.connection.state === 'reconnect' || !stored.credential) throw reconnect();
  const { connection } = stored;
  const app = deps.apps[connection.platform]?.[connection.environment];
  if (!app) {
    const where = `${connection.platform} (${connection.environment})`;
    throw new ConnectorError('rejected-request', `Our application at ${where} is not configured here.`);
  }
  let credential: Credential = stored.credential;
  try {
    if (isDue(deps, connection, credential)) credential = await renew(deps, use, connection, app);
    const { signal, heartbeat } = use;
    const call: Call = {
      app,
      credential,
      fetch: deps.fetch,
      ...(signal ? { signal } : {}),
      ...(heartbeat ? { heartbeat } : {}),
    };
    return await work(call, connection);
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'auth-expired') {
      await refuse(deps, use, connection, credential, error);
    }
    throw error;
  }
}

function isDue(deps: CredentialDeps, connection: ConnectionRow, { expiresAt }: Credential): boolean {
  const before = connectorOf(connection.platform)?.renewBeforeMs ?? 0;
  return expiresAt !== null && expiresAt.getTime() - deps.now().getTime() < before;
}

/**
 * Trades the credential for a longer one; of many callers one does it, and the others go on with what they have. The
 * lock lives as long as the transaction, so this is the one transaction that waits for a platform: once in weeks.
 */
function renew(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  app: PlatformApp,
): Promise<Credential> {
  return inTenant(deps, use, async (tx) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`credential ${connection.id}`}, 0)) as locked
    `.execute(tx);
    const credential = await getCredential(tx, deps.vaultKey, owner(connection));
    if (!credential) throw reconnect();
    if (!rows[0]?.locked || !isDue(deps, connection, credential)) return credential;
    let renewed: Credential;
    try {
      renewed = await connectorOf(connection.platform)!.renew(app, credential, deps.fetch);
    } catch (error) {
      const stillGood = credential.expiresAt !== null && credential.expiresAt > deps.now();
      if (stillGood && error instanceof ConnectorError && error.code !== 'auth-expired') return credential;
      throw error;
    }
    await putCredential(tx, deps.vaultKey, { ...owner(connection), credential: renewed });
    await tx
      .updateTable('connections')
      .set({ expires_at: renewed.expiresAt })
      .where('id', '=', connection.id)
      .execute();
    return renewed;
  });
}

/** Marks the connection, unless a person has connected it anew in the meantime. */
async function refuse(
  deps: CredentialDeps,
  use: CredentialUse,
  connection: ConnectionRow,
  refused: Credential,
  error: ConnectorError,
): Promise<void> {
  await inTenant(deps, use, async (tx) => {
    const stored = await getCredential(tx, deps.vaultKey, owner(connection));
    if (stored && stored.accessToken !== refused.accessToken) return;
    const code = error.facts.providerCode;
    await askToReconnect(tx, connection.id, code ? `${error.code} (${code})` : error.code);
  });
}

const reconnect = () =>
  new ConnectorError('auth-expired', 'This connection needs to be connected again before it can be used.');

const owner = (connection: ConnectionRow) => ({ connectionId: connection.id, platform: connection.platform });

const inTenant = <T>(deps: CredentialDeps, use: CredentialUse, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(deps.db, { tenantId: use.tenantId, actor: use.actor }, work);
