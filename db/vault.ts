import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Platform } from '../contracts/platforms.ts';
import type { Credential } from '../connectors/types.ts';
import { open, seal, tryRewrap } from './envelope.ts';
import type { TenantTransaction } from './tenant.ts';
import { VaultError, type VaultKey } from './vault-key.ts';

export { readVaultKey, VaultError, type VaultKey } from './vault-key.ts';

/** Whose credential is meant. Both are bound into the ciphertext, so it opens nowhere else. */
export interface CredentialOwner {
  connectionId: string;
  platform: Platform;
}

/** Stores a connection's credential, replacing the one before. */
export async function putCredential(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  owner: CredentialOwner & { credential: Credential },
): Promise<void> {
  // A second round only when another transaction stored the connection's first credential meanwhile.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const stored = await tx
      .selectFrom('credentials')
      .select('id')
      .where('connection_id', '=', owner.connectionId)
      .executeTakeFirst();
    const id = stored?.id ?? randomUUID();
    const sealed = seal(vaultKey, place(tx, owner, id), JSON.stringify(owner.credential));
    const { rows } = await sql<{ put: boolean }>`
      select vault_put(${id}, ${owner.connectionId}, ${sealed}, ${vaultKey.current}, ${owner.credential.expiresAt}) as put
    `.execute(tx);
    if (rows[0]?.put) return;
  }
  throw new VaultError('The credential is being stored by someone else; try again.');
}

/**
 * Opens a connection's credential, or null when it has none. The read is audited, so the transaction must not be
 * read-only. Throws VaultError when it does not open.
 */
export async function getCredential(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  owner: CredentialOwner,
): Promise<Credential | null> {
  const { rows } = await sql<{ id: string; inner_sealed: Buffer }>`
    select id, inner_sealed from vault_get(${owner.connectionId})
  `.execute(tx);
  const row = rows[0];
  if (!row) return null;
  const opened = JSON.parse(open(vaultKey, place(tx, owner, row.id), row.inner_sealed)) as Credential & {
    expiresAt: string | null;
  };
  return { ...opened, expiresAt: opened.expiresAt === null ? null : new Date(opened.expiresAt) };
}

/**
 * Seals the credentials of these connections again, under the current key and the newest outer key, those that are not
 * yet; no credential is opened. One that no longer opens stays as it is and is counted.
 */
export async function rewrapCredentials(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  connectionIds: string[],
  outerVersion: number,
): Promise<{ rewrapped: number; damaged: string[] }> {
  const { rows } = await sql<{ id: string; connection_id: string; inner_sealed: Buffer | null }>`
    select id, connection_id, inner_sealed from vault_stale(${connectionIds}, ${vaultKey.current}, ${outerVersion})
  `.execute(tx);
  if (rows.length === 0) return { rewrapped: 0, damaged: [] };
  const connections = await tx
    .selectFrom('connections')
    .select(['id', 'platform'])
    .where('id', 'in', connectionIds)
    .execute();
  const platforms = new Map(connections.map(({ id, platform }) => [id, platform]));
  const [ids, sealed, damaged]: [string[], Buffer[], string[]] = [[], [], []];
  for (const { id, connection_id: connectionId, inner_sealed: inner } of rows) {
    const owner = { connectionId, platform: platforms.get(connectionId)! };
    const again = inner && tryRewrap(vaultKey, place(tx, owner, id), inner);
    if (again) {
      ids.push(id);
      sealed.push(again);
    } else damaged.push(connectionId);
  }
  if (ids.length > 0) {
    await sql`select vault_rewrap(${ids}, ${sealed}, ${vaultKey.current})`.execute(tx);
  }
  return { rewrapped: ids.length, damaged };
}

function place(tx: TenantTransaction, owner: CredentialOwner, id: string): string {
  return `${tx.tenantId}|${owner.platform}|${id}`;
}
