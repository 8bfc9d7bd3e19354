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

/** The stored form of a person's password; null: they have none. */
export async function passwordOf(db: Db, userId: string): Promise<string | null> {
  const row = await withoutTenant(
    db,
    (tx) => tx.selectFrom('users').select('password_hash').where('id', '=', userId).executeTakeFirst(),
    { readOnly: true },
  );
  return row?.password_hash ?? null;
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
