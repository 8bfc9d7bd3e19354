import type { Db } from '../database.ts';
import { withoutTenant, type GlobalTransaction } from '../tenant.ts';
import { hashOf, newSecret } from './sessions.ts';

export const RESET_LIFE_MS = 30 * 60_000;
/** Living links of one person; more would only fill their mailbox. */
const MOST_LINKS = 3;

/** A token that lets this person choose a new password once, within half an hour; null when they have enough of them. */
export async function createReset(
  db: Db,
  person: { userId: string; tenantId: string },
  now: Date,
): Promise<{ token: string; expiresAt: Date } | null> {
  const token = newSecret();
  const expiresAt = new Date(now.getTime() + RESET_LIFE_MS);
  return withoutTenant(db, async (tx) => {
    // Requests at the same moment take turns, so that they count each other.
    await tx.selectFrom('users').select('id').where('id', '=', person.userId).forUpdate().execute();
    const { living } = await tx
      .selectFrom('sign_in_links')
      .select((e) => e.fn.countAll<bigint>().as('living'))
      .where('user_id', '=', person.userId)
      .where('purpose', '=', 'password-reset')
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow();
    if (living >= MOST_LINKS) return null;
    await tx
      .insertInto('sign_in_links')
      .values({
        token_hash: hashOf(token),
        user_id: person.userId,
        tenant_id: person.tenantId,
        purpose: 'password-reset',
        expires_at: expiresAt,
      })
      .execute();
    return { token, expiresAt };
  });
}

/** Whose password this token may change, without using it up; null: unknown, used or too old. */
export async function findReset(
  db: Db,
  token: string,
  now: Date,
): Promise<{ userId: string; tenantId: string } | null> {
  const row = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('sign_in_links')
        .select(['user_id', 'tenant_id'])
        .where('token_hash', '=', hashOf(token))
        .where('purpose', '=', 'password-reset')
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    { readOnly: true },
  );
  return row ? { userId: row.user_id, tenantId: row.tenant_id } : null;
}

/** Uses the token up and sets the password. False: somebody was faster, or it has ended. */
export async function finishReset(db: Db, token: string, passwordHash: string, now: Date): Promise<boolean> {
  return withoutTenant(db, async (tx) => {
    const link = await tx
      .updateTable('sign_in_links')
      .set({ used_at: now })
      .where('token_hash', '=', hashOf(token))
      .where('purpose', '=', 'password-reset')
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('user_id')
      .executeTakeFirst();
    if (!link) return false;
    await setPassword(tx, link.user_id, passwordHash, now);
    return true;
  });
}

/** Sets a person's password; every session and every link of theirs ends. False: it is another than `present` meanwhile. */
export async function changePassword(
  db: Db,
  userId: string,
  password: { present: string | null; next: string },
  now: Date,
): Promise<boolean> {
  return withoutTenant(db, async (tx) => {
    const user = await tx
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', userId)
      .forUpdate()
      .executeTakeFirst();
    if (user?.password_hash !== password.present) return false;
    await setPassword(tx, userId, password.next, now);
    return true;
  });
}

async function setPassword(
  tx: GlobalTransaction,
  userId: string,
  passwordHash: string,
  now: Date,
): Promise<void> {
  await tx.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', userId).execute();
  await tx.deleteFrom('sessions').where('user_id', '=', userId).execute();
  await tx
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute();
}
