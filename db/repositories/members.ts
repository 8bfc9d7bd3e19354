import { sql } from 'kysely';
import type { RoleView } from '../../contracts/members.ts';
import type { Right, Role } from '../../contracts/session.ts';
import { withoutTenant, type TenantTransaction } from '../tenant.ts';
import type { Db } from '../database.ts';
import { revokeKeysOf } from './api-keys.ts';
import { forgetInvitationEmail } from './emails.ts';
import { tell } from './notifications.ts';

export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  since: Date;
  lastSeenAt: Date | null;
}

/** A rule about people was broken; `code` says which. */
export class MemberError extends Error {
  readonly code: 'not-found' | 'above-you' | 'last-owner';
  constructor(code: MemberError['code'], message: string) {
    super(message);
    this.name = 'MemberError';
    this.code = code;
  }
}

/** Everybody in the workspace, by name. */
export async function listMembers(tx: TenantTransaction): Promise<MemberRow[]> {
  const rows = await tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select(['u.id', 'u.name', 'u.email', 'm.role', 'm.created_at'])
    .select((e) =>
      e
        .selectFrom('sessions as s')
        .select((max) => max.fn.max('s.last_seen_at').as('at'))
        .whereRef('s.user_id', '=', 'm.user_id')
        .as('last_seen_at'),
    )
    .select((e) =>
      e
        .selectFrom('audit_log as a')
        .select('a.at')
        .where('a.table_name', '=', 'sign_ins')
        .whereRef('a.row_key', '=', sql<string>`m.user_id::text`)
        .orderBy('a.at', 'desc')
        .limit(1)
        .as('signed_in_at'),
    )
    .where('m.removed_at', 'is', null)
    .orderBy('u.name')
    .orderBy('u.id')
    .execute();
  return rows.map(({ created_at: since, last_seen_at, signed_in_at, ...row }) => ({
    ...row,
    since,
    // Sessions are forgotten when they end; that somebody signed in is not.
    lastSeenAt: last_seen_at ?? signed_in_at,
  }));
}

/** Every role with its rights, the one that allows most first; `within`: not above `own`. */
export async function listRoles(tx: TenantTransaction, own: Role): Promise<RoleView[]> {
  const rows = await tx
    .selectFrom('roles as r')
    .select(['r.role', 'r.rank'])
    .select(
      sql<
        Right[]
      >`array(select x."right" from aegis.role_rights x where x.role = r.role order by x."right")`.as(
        'rights',
      ),
    )
    .orderBy('r.rank', 'desc')
    .execute();
  const rank = rows.find(({ role }) => role === own)?.rank ?? 0;
  return rows.map((row) => ({ role: row.role, rights: row.rights, within: row.rank <= rank }));
}

/** Which of these people sign in with an authenticator app. */
export async function withSecondFactor(db: Db, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('second_factors')
        .select('user_id')
        .where('user_id', 'in', ids)
        .where('confirmed_at', 'is not', null)
        .execute(),
    { readOnly: true },
  );
  return new Set(rows.map(({ user_id }) => user_id));
}

/** Throws MemberError unless somebody with the role `own` may give the role `other`, or change who has it. */
export async function requireRank(tx: TenantTransaction, own: Role, other: Role): Promise<void> {
  const rows = await tx.selectFrom('roles').selectAll().execute();
  const rankOf = (role: Role) => rows.find((row) => row.role === role)?.rank ?? 0;
  if (rankOf(other) > rankOf(own)) {
    throw new MemberError('above-you', `The role ${own} may not decide on the role ${other}. Ask an owner.`);
  }
}

/** Changes a person's role; with a lower one their open invitations are over. Throws MemberError. */
export async function changeRole(
  tx: TenantTransaction,
  own: Role,
  userId: string,
  role: Role,
  now: Date,
): Promise<void> {
  const present = await lockMember(tx, userId);
  await requireRank(tx, own, present);
  await requireRank(tx, own, role);
  if (present === 'owner' && role !== 'owner') await keepOneOwner(tx);
  await tx.updateTable('memberships').set({ role }).where('user_id', '=', userId).execute();
  if (role !== present && role !== 'owner') await withdrawInvitationsBy(tx, userId, now);
}

/**
 * Ends a membership at once, and every way in that the person has made: sessions, API keys, open invitations. `own` null: they
 * leave by themselves. Throws MemberError.
 */
export async function removeMember(
  tx: TenantTransaction,
  own: Role | null,
  userId: string,
  now: Date,
): Promise<void> {
  const present = await lockMember(tx, userId);
  if (own) await requireRank(tx, own, present);
  if (present === 'owner') await keepOneOwner(tx);
  await tx.updateTable('memberships').set({ removed_at: now }).where('user_id', '=', userId).execute();
  await tx.deleteFrom('sessions').where('user_id', '=', userId).execute();
  await revokeKeysOf(tx, userId, now);
  await withdrawInvitationsBy(tx, userId, now);
}

/** Ends a person's sessions in this workspace, at once. Throws MemberError. */
export async function endSessionsHere(tx: TenantTransaction, own: Role, userId: string): Promise<void> {
  await requireRank(tx, own, await lockMember(tx, userId));
  await tx.deleteFrom('sessions').where('user_id', '=', userId).execute();
}

/** Changes of a workspace's people take turns, so that two owners cannot remove each other. */
export async function lockMembers(tx: TenantTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`members ${tx.tenantId}`}, 0))`.execute(tx);
}

/** The role of a member, which nobody changes meanwhile. Throws MemberError. */
export async function lockMember(tx: TenantTransaction, userId: string): Promise<Role> {
  await lockMembers(tx);
  const member = await tx
    .selectFrom('memberships')
    .select('role')
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!member) throw new MemberError('not-found', 'This person is not in the workspace.');
  return member.role;
}

async function withdrawInvitationsBy(tx: TenantTransaction, userId: string, now: Date): Promise<void> {
  const withdrawn = await tx
    .updateTable('invitations')
    .set({ withdrawn_at: now })
    .where('invited_by', '=', userId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning('email')
    .execute();
  for (const { email } of withdrawn) await forgetInvitationEmail(tx, email);
}

async function keepOneOwner(tx: TenantTransaction): Promise<void> {
  const { owners } = await tx
    .selectFrom('memberships')
    .select((e) => e.fn.countAll<bigint>().as('owners'))
    .where('role', '=', 'owner')
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (owners <= 1n) {
    throw new MemberError(
      'last-owner',
      'A workspace keeps at least one owner. Make somebody else an owner first.',
    );
  }
}

/** Tells those who decide on people that somebody has joined. */
export async function tellJoined(tx: TenantTransaction, userId: string): Promise<void> {
  const { name } = await tx
    .selectFrom('users')
    .select('name')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  await tell(
    tx,
    { kind: 'member-joined', subject: userId, words: { name } },
    { right: 'members', but: userId },
  );
}
