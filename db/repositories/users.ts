import type { Locale } from '../../contracts/common.ts';
import type { Role } from '../../contracts/session.ts';
import type { Db } from '../database.ts';
import { withoutTenant } from '../tenant.ts';

/** As stored and compared: one spelling per address. */
export const normalEmail = (email: string) => email.trim().toLowerCase();

/** The person with this address, or null. Before sign-in, so without a tenant. */
export async function findUserByEmail(
  db: Db,
  email: string,
): Promise<{ id: string; passwordHash: string | null } | null> {
  const row = await withoutTenant(db, (tx) =>
    tx
      .selectFrom('users')
      .select(['id', 'password_hash'])
      .where('email', '=', normalEmail(email))
      .executeTakeFirst(),
  );
  return row ? { id: row.id, passwordHash: row.password_hash } : null;
}

export interface User {
  id: string;
  email: string;
  name: string;
  locale: Locale;
  /** null: they sign in by link or by their identity provider. */
  passwordHash: string | null;
}

/** A person by their id. */
export async function findUser(db: Db, id: string): Promise<User | null> {
  const row = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('users')
        .select(['id', 'email', 'name', 'locale', 'password_hash'])
        .where('id', '=', id)
        .executeTakeFirst(),
    { readOnly: true },
  );
  if (!row) return null;
  const { password_hash: passwordHash, locale, ...user } = row;
  return { ...user, passwordHash, locale: locale === 'fr' ? 'fr' : 'en' };
}

/** Where a person belongs, oldest first. */
export async function membershipsOf(db: Db, userId: string): Promise<{ tenantId: string; role: Role }[]> {
  const rows = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('memberships')
        .select(['tenant_id', 'role'])
        .where('user_id', '=', userId)
        .where('removed_at', 'is', null)
        .orderBy('created_at')
        .execute(),
    { userId },
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, role: row.role }));
}
