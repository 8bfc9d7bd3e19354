import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { ApiKey, KeyScope } from '../../contracts/api-keys.ts';
import type { Right, Role } from '../../contracts/session.ts';
import type { Db } from '../database.ts';
import { isToken, newTenantToken, readTenantToken } from '../tenant-token.ts';
import { withTenant, type TenantTransaction } from '../tenant.ts';
import { tell } from './notifications.ts';
import { rightsOf } from './sessions.ts';

export const KEY_PREFIX = 'aegis_live_';
/** last_used_at is written at most this often. */
const USED_EVERY_MS = 5 * 60_000;

/** A program that asks with an API key. */
export interface KeyHolder {
  kind: 'key';
  keyId: string;
  /** Who made the key. */
  userId: string;
  tenantId: string;
  /** The maker's role. */
  role: Role;
  /** What both the key's scopes and its maker's role allow. */
  rights: readonly Right[];
}

const system = (tenantId: string) => ({ tenantId, actor: 'system:keys' });

/** Whose key this is, while it holds and its maker is a member; null otherwise. Finding counts as using it. */
export async function findKeyHolder(db: Db, token: string, ip: string, now: Date): Promise<KeyHolder | null> {
  const read = token.startsWith(KEY_PREFIX) ? readTenantToken(token.slice(KEY_PREFIX.length)) : null;
  if (!read) return null;
  const { tenantId, id } = read;
  const row = await withTenant(db, { ...system(tenantId), readOnly: true }, (tx) => living(tx, id, now));
  if (!row || !isToken(read, row.token_hash)) return null;
  if (now.getTime() - (row.last_used_at?.getTime() ?? 0) > USED_EVERY_MS) {
    await withTenant(db, system(tenantId), (tx) =>
      tx.updateTable('api_keys').set({ last_used_at: now, last_used_ip: ip }).where('id', '=', id).execute(),
    );
  }
  const { user_id: userId, role, scopes } = row;
  const rights = row.rights.filter((right) => scopes.includes(right));
  return { kind: 'key', keyId: id, userId, tenantId, role, rights };
}

/** Whose key this was and why it holds no more; null: it is no key of ours. */
export async function findEndedKey(
  db: Db,
  token: string,
  now: Date,
): Promise<{ tenantId: string; keyId: string; why: 'expired' | 'revoked' | 'maker-removed' } | null> {
  const read = token.startsWith(KEY_PREFIX) ? readTenantToken(token.slice(KEY_PREFIX.length)) : null;
  if (!read) return null;
  const { tenantId, id: keyId } = read;
  const row = await withTenant(db, { ...system(tenantId), readOnly: true }, (tx) =>
    tx
      .selectFrom('api_keys as k')
      .innerJoin('memberships as m', 'm.user_id', 'k.created_by')
      .select(['k.token_hash', 'k.expires_at', 'k.revoked_at', 'm.removed_at'])
      .where('k.id', '=', keyId)
      .executeTakeFirst(),
  );
  if (!row || !isToken(read, row.token_hash)) return null;
  const state = stateOfKey(row, now);
  return { tenantId, keyId, why: state === 'active' ? 'maker-removed' : state };
}

/** Whether a key still holds, else why not. Whoever is removed has their keys revoked with it. */
export function stateOfKey(
  key: { revoked_at: Date | null; expires_at: Date; removed_at: Date | null },
  now: Date,
): ApiKey['state'] {
  const { revoked_at: revoked, removed_at: removed } = key;
  if (revoked && !(removed && revoked >= removed)) return 'revoked';
  if (key.expires_at <= now) return 'expired';
  return removed ? 'maker-removed' : 'active';
}

/** Whether a key still holds, without using it. */
export async function keyHolds(db: Db, { tenantId, keyId }: KeyHolder, now: Date): Promise<boolean> {
  return withTenant(db, { ...system(tenantId), readOnly: true }, async (tx) =>
    Boolean(await living(tx, keyId, now)),
  );
}

const living = (tx: TenantTransaction, id: string, now: Date) =>
  tx
    .selectFrom('api_keys as k')
    .innerJoin('memberships as m', (join) =>
      join
        .onRef('m.user_id', '=', 'k.created_by')
        .on('m.removed_at', 'is', null)
        .on('m.suspended_at', 'is', null),
    )
    .select(['k.token_hash', 'k.scopes', 'k.last_used_at', 'm.user_id', 'm.role'])
    .select(rightsOf)
    .where('k.id', '=', id)
    .where('k.revoked_at', 'is', null)
    .where('k.expires_at', '>', now)
    .executeTakeFirst();

/** A new key. `token` is the key itself, which is stored nowhere. */
export async function createKey(
  tx: TenantTransaction,
  key: { name: string; scopes: readonly KeyScope[]; createdBy: string; expiresAt: Date },
  now: Date,
): Promise<{ id: string; token: string }> {
  const id = randomUUID();
  const { token, hash } = newTenantToken(tx.tenantId, id);
  await tx
    .insertInto('api_keys')
    .values({
      id,
      name: key.name,
      scopes: [...new Set(key.scopes)],
      hint: token.slice(-4),
      token_hash: hash,
      created_by: key.createdBy,
      created_at: now,
      expires_at: key.expiresAt,
    })
    .execute();
  const news = { kind: 'api-key-created', subject: id, words: { name: key.name } } as const;
  await tell(tx, news, { account: key.createdBy });
  return { id, token: KEY_PREFIX + token };
}

/** Every key, the newest first; those that ended stay visible for a year. */
export const listKeys = (tx: TenantTransaction, now: Date) =>
  tx
    .selectFrom('api_keys as k')
    .innerJoin('users as u', 'u.id', 'k.created_by')
    .innerJoin('memberships as m', 'm.user_id', 'k.created_by')
    .select(['k.id', 'k.name', 'k.scopes', 'k.hint', 'k.created_at', 'k.expires_at'])
    .select(['k.last_used_at', 'k.last_used_ip', 'k.revoked_at', 'u.name as created_by', 'm.removed_at'])
    .where('k.created_at', '>', sql<Date>`${now}::timestamptz - interval '2 years'`)
    .orderBy('k.created_at', 'desc')
    .orderBy('k.id')
    .execute();

/** Ends every key that this person has made. */
export async function revokeKeysOf(tx: TenantTransaction, userId: string, now: Date): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('created_by', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Ends a key at once; false: there is no such key, or it has ended. */
export async function revokeKey(tx: TenantTransaction, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
