import { randomUUID } from 'node:crypto';
import type { Role } from '../../contracts/session.ts';
import { isToken, newTenantToken, type TenantToken } from '../tenant-token.ts';
import type { TenantTransaction } from '../tenant.ts';
import { forgetInvitationEmail } from './emails.ts';
import { lockMember, lockMembers, tellJoined } from './members.ts';
import { normalEmail } from './users.ts';

export const INVITATION_LIFE_MS = 3 * 24 * 60 * 60_000;
const MOST_A_DAY = 100;

/** An invitation cannot be made; `code` says why. */
export class InvitationError extends Error {
  readonly code: 'is-member' | 'too-many';
  constructor(code: InvitationError['code'], message: string) {
    super(message);
    this.name = 'InvitationError';
    this.code = code;
  }
}

/** Invites an address, in place of an open invitation to it. Throws InvitationError, and MemberError if the inviter has gone. */
export async function createInvitation(
  tx: TenantTransaction,
  invitation: { email: string; role: Role; invitedBy: string },
  now: Date,
): Promise<{ id: string; token: string; expiresAt: Date }> {
  await lockMember(tx, invitation.invitedBy);
  const email = normalEmail(invitation.email);
  const member = await tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select('u.id')
    .where('u.email', '=', email)
    .where('m.removed_at', 'is', null)
    .executeTakeFirst();
  if (member) throw new InvitationError('is-member', 'This person is in the workspace already.');
  const { sent } = await tx
    .selectFrom('invitations')
    .select((e) => e.fn.countAll<bigint>().as('sent'))
    .where('created_at', '>', new Date(now.getTime() - 24 * 60 * 60_000))
    .executeTakeFirstOrThrow();
  if (sent >= MOST_A_DAY)
    throw new InvitationError('too-many', 'A workspace invites 100 people a day at most.');
  await tx
    .updateTable('invitations')
    .set({ withdrawn_at: now })
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
  await forgetInvitationEmail(tx, email);
  const id = randomUUID();
  const { token, hash } = newTenantToken(tx.tenantId, id);
  const expiresAt = new Date(now.getTime() + INVITATION_LIFE_MS);
  await tx
    .insertInto('invitations')
    .values({
      id,
      email,
      role: invitation.role,
      invited_by: invitation.invitedBy,
      token_hash: hash,
      created_at: now,
      expires_at: expiresAt,
    })
    .execute();
  return { id, token, expiresAt };
}

const open = (tx: TenantTransaction) =>
  tx
    .selectFrom('invitations as i')
    .innerJoin('users as u', 'u.id', 'i.invited_by')
    .select([
      'i.id',
      'i.email',
      'i.role',
      'u.name as invited_by',
      'i.created_at',
      'i.expires_at',
      'i.token_hash',
    ])
    .where('i.accepted_at', 'is', null)
    .where('i.withdrawn_at', 'is', null);

/** Invitations that nobody has accepted, those that have ended included, newest first. */
export const openInvitations = (tx: TenantTransaction) => open(tx).orderBy('i.created_at', 'desc').execute();

/** The invitation of a link, while it holds; null otherwise. */
export async function findInvitation(tx: TenantTransaction, token: TenantToken, now: Date) {
  const row = await open(tx).where('i.id', '=', token.id).where('i.expires_at', '>', now).executeTakeFirst();
  return row && isToken(token, row.token_hash) ? row : null;
}

/** Makes somebody a member, once per invitation; who is one keeps their role. False: it was used or withdrawn meanwhile. */
export async function acceptInvitation(
  tx: TenantTransaction,
  invitation: { id: string; userId: string },
  now: Date,
): Promise<boolean> {
  await lockMembers(tx);
  const taken = await tx
    .updateTable('invitations')
    .set({ accepted_at: now })
    .where('id', '=', invitation.id)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning(['role', 'email'])
    .executeTakeFirst();
  if (!taken) return false;
  await forgetInvitationEmail(tx, taken.email);
  const role = taken.role as Role;
  const joined = await tx
    .insertInto('memberships')
    .values({ user_id: invitation.userId, role })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'user_id'])
        .doUpdateSet({ role, removed_at: null })
        .where('memberships.removed_at', 'is not', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  if (joined) await tellJoined(tx, invitation.userId);
  return true;
}

/** False: there is no such open invitation. */
export async function withdrawInvitation(tx: TenantTransaction, id: string, now: Date): Promise<boolean> {
  const withdrawn = await tx
    .updateTable('invitations')
    .set({ withdrawn_at: now })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .returning('email')
    .executeTakeFirst();
  if (withdrawn) await forgetInvitationEmail(tx, withdrawn.email);
  return withdrawn !== undefined;
}
