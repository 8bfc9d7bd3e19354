import { createHash, randomBytes } from 'node:crypto';
import { sql, type ExpressionBuilder } from 'kysely';
import type { Right, Role } from '../../contracts/session.ts';
import type { SessionMethod } from '../../contracts/sessions.ts';
import type { Db } from '../database.ts';
import type { GlobalTables } from '../schema/index.ts';
import { withoutTenant, type GlobalTransaction } from '../tenant.ts';

/** A person who asks, by their session. */
export interface OpenSession {
  kind: 'session';
  /** Names it; opens nothing. */
  id: string;
  /** SHA-256 of the secret: what is stored, and what an OAuth state is bound to. */
  idHash: Buffer;
  userId: string;
  tenantId: string;
  role: Role;
  /** What the role allows. */
  rights: readonly Right[];
  /** When the person last proved who they are. */
  confirmedAt: Date | null;
  method: SessionMethod;
}

export interface NewSession {
  userId: string;
  tenantId: string;
  method: SessionMethod;
  ip: string;
  userAgent: string;
  expiresAt: Date;
  /** When the person last proved who they are. */
  confirmedAt: Date | null;
  /** What has to hold still; null: what let them in was used up. */
  ground: Ground | null;
}

/** What a session is opened on: the stored password that was checked, or the session that it goes on from, which ends. */
export type Ground = { passwordHash: string | null } | { session: Buffer };

const LINK_LIFE_MS = 7 * 24 * 60 * 60_000;
/** A session ends when nobody has used it for this long; its own end comes however much it is used. */
export const IDLE_MS = 30 * 60_000;
/** last_seen_at is written at most this often. */
const SEEN_EVERY_MS = 5 * 60_000;

const idleSince = (now: Date) => new Date(now.getTime() - IDLE_MS);
export const newSecret = () => randomBytes(32).toString('base64url');
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/**
 * Opens a session and returns its secret, which is stored nowhere; null: its ground has gone meanwhile. Takes the person's
 * ended ones away.
 */
export async function openSession(db: Db, session: NewSession, now: Date): Promise<string | null> {
  const secret = newSecret();
  return withoutTenant(db, async (tx) => {
    if (!(await stands(tx, session))) return null;
    await tx
      .deleteFrom('sessions')
      .where('user_id', '=', session.userId)
      .where((e) => e.or([e('expires_at', '<=', now), e('last_seen_at', '<=', idleSince(now))]))
      .execute();
    await tx
      .insertInto('sessions')
      .values({
        id_hash: hashOf(secret),
        user_id: session.userId,
        tenant_id: session.tenantId,
        method: session.method,
        ip: session.ip,
        user_agent: session.userAgent.slice(0, 300),
        expires_at: session.expiresAt,
        created_at: now,
        last_seen_at: now,
        confirmed_at: session.confirmedAt,
      })
      .execute();
    return secret;
  });
}

/** Whoever ends a person's sessions locks them first, so that one that opens meanwhile is either refused or ended. */
async function stands(tx: GlobalTransaction, { userId, ground }: NewSession): Promise<boolean> {
  const user = await tx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .forShare()
    .executeTakeFirst();
  if (!user) return false;
  if (!ground) return true;
  if ('passwordHash' in ground) return user.password_hash === ground.passwordHash;
  const ended = await tx
    .deleteFrom('sessions')
    .where('id_hash', '=', ground.session)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return ended.numDeletedRows > 0n;
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
        .selectFrom('sessions as s')
        .innerJoin('memberships as m', (join) =>
          join
            .onRef('m.tenant_id', '=', 's.tenant_id')
            .onRef('m.user_id', '=', 's.user_id')
            .on('m.removed_at', 'is', null),
        )
        .select([
          's.id',
          's.user_id',
          's.tenant_id',
          's.last_seen_at',
          's.confirmed_at',
          's.method',
          'm.role',
          'm.suspended_at',
        ])
        .select(rightsOf)
        .where('s.id_hash', '=', idHash)
        .where('s.expires_at', '>', now)
        .where('s.last_seen_at', '>', idleSince(now))
        .executeTakeFirst(),
    { session: idHash, readOnly: true },
  );
  if (!session) return null;
  if (use === 'use' && now.getTime() - session.last_seen_at.getTime() > SEEN_EVERY_MS) {
    await withoutTenant(db, (tx) =>
      tx.updateTable('sessions').set({ last_seen_at: now }).where('id_hash', '=', idHash).execute(),
    );
  }
  const { id, user_id: userId, tenant_id: tenantId, role, suspended_at, method } = session;
  // In a deleted workspace an owner can restore it, and nobody can do anything else.
  const rights = session.rights.filter((right) => suspended_at === null || right === 'delete');
  return {
    kind: 'session',
    id,
    idHash,
    userId,
    tenantId,
    role,
    rights,
    method,
    confirmedAt: session.confirmed_at,
  };
}

/** The rights of the membership `m`. */
export const rightsOf = sql<
  Right[]
>`array(select r."right" from aegis.role_rights r where r.role = m.role order by r."right")`.as('rights');

export async function endSession(db: Db, idHash: Buffer): Promise<void> {
  await withoutTenant(db, (tx) => tx.deleteFrom('sessions').where('id_hash', '=', idHash).execute());
}

/** A person in every workspace, or in one. */
export interface Reach {
  userId: string;
  tenantId?: string;
}

/** Where a person is signed in, the place used last first. */
export function sessionsOf(db: Db, reach: Reach, now: Date) {
  return withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('sessions')
        .select(['id', 'method', 'ip', 'user_agent', 'created_at', 'last_seen_at', 'expires_at'])
        .where(within(reach))
        .where('expires_at', '>', now)
        .where('last_seen_at', '>', idleSince(now))
        .orderBy('last_seen_at', 'desc')
        .orderBy('id')
        .execute(),
    { readOnly: true },
  );
}

/** Ends one session of a person; false when they have no such session. */
export async function endOwnSession(db: Db, reach: Reach, id: string): Promise<boolean> {
  const { numDeletedRows } = await withoutTenant(db, (tx) =>
    tx.deleteFrom('sessions').where(within(reach)).where('id', '=', id).executeTakeFirst(),
  );
  return numDeletedRows > 0n;
}

/** Ends a person's sessions at once; `keep`: but this one. */
export async function endSessionsOf(db: Db, reach: Reach, keep?: Buffer): Promise<void> {
  await withoutTenant(db, async (tx) => {
    await tx.selectFrom('users').select('id').where('id', '=', reach.userId).forUpdate().execute();
    const theirs = tx.deleteFrom('sessions').where(within(reach));
    await (keep ? theirs.where('id_hash', '<>', keep) : theirs).execute();
  });
}

const within =
  ({ userId, tenantId }: Reach) =>
  (e: ExpressionBuilder<GlobalTables, 'sessions'>) =>
    e.and({ user_id: userId, ...(tenantId ? { tenant_id: tenantId } : {}) });

/** The person has just proved again who they are. */
export async function confirmSession(db: Db, idHash: Buffer, now: Date): Promise<void> {
  await withoutTenant(db, (tx) =>
    tx.updateTable('sessions').set({ confirmed_at: now }).where('id_hash', '=', idHash).execute(),
  );
}

/** How long an ended session tells when its person was last seen, and a link's end keeps it apart from one that never was. */
const FORGET_MS = 30 * 24 * 60 * 60_000;

/** Removes links and sessions, with the addresses they came from, that ended a month ago; `most` of each at once. */
export async function forgetEnded(db: Db, now: Date, most = 1000): Promise<void> {
  const before = new Date(now.getTime() - FORGET_MS);
  const old = async (tx: GlobalTransaction) => {
    const sessions = await tx
      .deleteFrom('sessions')
      .where('id_hash', 'in', (e) =>
        e.selectFrom('sessions').select('id_hash').where('last_seen_at', '<', before).limit(most),
      )
      .executeTakeFirst();
    const links = await tx
      .deleteFrom('sign_in_links')
      .where('token_hash', 'in', (e) =>
        e.selectFrom('sign_in_links').select('token_hash').where('expires_at', '<', before).limit(most),
      )
      .executeTakeFirst();
    return [sessions, links].some(({ numDeletedRows }) => numDeletedRows >= BigInt(most));
  };
  while (await withoutTenant(db, old));
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

/** Whom a link signs in, without using it up; null when it is unknown, used or too old. */
export async function findSignInLink(db: Db, token: string, now: Date): Promise<string | null> {
  const row = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('sign_in_links')
        .select('user_id')
        .where('token_hash', '=', hashOf(token))
        .where('purpose', '=', 'sign-in')
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    { readOnly: true },
  );
  return row?.user_id ?? null;
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
      .where('purpose', '=', 'sign-in')
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['user_id', 'tenant_id'])
      .executeTakeFirst(),
  );
  return row ? { userId: row.user_id, tenantId: row.tenant_id } : null;
}
