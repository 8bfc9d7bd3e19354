import type { Role } from '../../contracts/session.ts';
import type { Db } from '../database.ts';
import { withoutTenant, type TenantTransaction } from '../tenant.ts';

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

/** Names of the people among these actors (`user:<id>`), by actor. */
export async function namesOf(
  tx: TenantTransaction,
  actors: readonly string[],
): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) => (actor.startsWith('user:') ? [actor.slice(5)] : []));
  if (ids.length === 0) return new Map();
  const rows = await tx.selectFrom('users').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [`user:${id}`, name]));
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
