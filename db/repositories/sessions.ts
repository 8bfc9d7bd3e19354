import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../../contracts/session.ts';
import type { Db } from '../database.ts';
import { withoutTenant } from '../tenant.ts';

export interface OpenSession {
  /** SHA-256 of the secret: what is stored, and what an OAuth state is bound to. */
  idHash: Buffer;
  userId: string;
  tenantId: string;
  role: Role;
}

const LINK_LIFE_MS = 7 * 24 * 60 * 60_000;
/** A session ends when nobody has used it for this long; its own end comes however much it is used. */
export const IDLE_MS = 30 * 60_000;
/** last_seen_at is written at most this often. */
const SEEN_EVERY_MS = 5 * 60_000;

const newSecret = () => randomBytes(32).toString('base64url');
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Opens a session and returns its secret, which is stored nowhere. */
export async function openSession(
  db: Db,
  session: { userId: string; tenantId: string; expiresAt: Date },
  now: Date,
): Promise<string> {
  const secret = newSecret();
  await withoutTenant(db, (tx) =>
    tx
      .insertInto('sessions')
      .values({
        id_hash: hashOf(secret),
        user_id: session.userId,
        tenant_id: session.tenantId,
        expires_at: session.expiresAt,
        created_at: now,
        last_seen_at: now,
      })
      .execute(),
  );
  return secret;
}

/**
 * The session of this hash while it lives and its person is still a member; null otherwise. Finding counts as using it,
 * unless it is only looked at.
 */
export async function findSession(
  db: Db,
  idHash: Buffer,
  now: Date,
  use: 'use' | 'look' = 'use',
): Promise<OpenSession | null> {
  const session = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('sessions')
        .selectAll()
        .where('id_hash', '=', idHash)
        .where('expires_at', '>', now)
        .where('last_seen_at', '>', new Date(now.getTime() - IDLE_MS))
        .executeTakeFirst(),
    { readOnly: true },
  );
  if (!session) return null;
  const seen = use === 'use' && now.getTime() - session.last_seen_at.getTime() > SEEN_EVERY_MS;
  const member = await withoutTenant(
    db,
    async (tx) => {
      if (seen) {
        await tx.updateTable('sessions').set({ last_seen_at: now }).where('id_hash', '=', idHash).execute();
      }
      return tx
        .selectFrom('memberships')
        .select('role')
        .where('tenant_id', '=', session.tenant_id)
        .where('user_id', '=', session.user_id)
        .where('removed_at', 'is', null)
        .executeTakeFirst();
    },
    { userId: session.user_id, readOnly: !seen },
  );
  if (!member) return null;
  return { idHash, userId: session.user_id, tenantId: session.tenant_id, role: member.role };
}

export async function endSession(db: Db, idHash: Buffer): Promise<void> {
  await withoutTenant(db, (tx) => tx.deleteFrom('sessions').where('id_hash', '=', idHash).execute());
}

/** A token that signs in once, within a week. The caller puts it into a link and keeps it nowhere. */
export async function createSignInLink(
  db: Db,
  person: { userId: string; tenantId: string },
  now: Date = new Date(),
): Promise<string> {
  const token = newSecret();
  await withoutTenant(db, (tx) =>
    tx
      .insertInto('sign_in_links')
      .values({
        token_hash: hashOf(token),
        user_id: person.userId,
        tenant_id: person.tenantId,
        expires_at: new Date(now.getTime() + LINK_LIFE_MS),
      })
      .execute(),
  );
  return token;
}

/** Uses a link up; null when it is unknown, used or too old. Of two at once, one wins. */
export async function takeSignInLink(
  db: Db,
  token: string,
  now: Date,
): Promise<{ userId: string; tenantId: string } | null> {
  const row = await withoutTenant(db, (tx) =>
    tx
      .updateTable('sign_in_links')
      .set({ used_at: now })
      .where('token_hash', '=', hashOf(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['user_id', 'tenant_id'])
      .executeTakeFirst(),
  );
  return row ? { userId: row.user_id, tenantId: row.tenant_id } : null;
}
