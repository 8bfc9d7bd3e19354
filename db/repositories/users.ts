import type { Locale } from '../../contracts/common.ts';
import type { Profile } from '../../contracts/profile.ts';
import type { Role } from '../../contracts/session.ts';
import type { Db } from '../database.ts';
import { withoutTenant, type TenantTransaction } from '../tenant.ts';

/** As stored and compared: one spelling per address. */
export const normalEmail = (email: string) => email.trim().toLowerCase();

export interface User {
  id: string;
  email: string;
  name: string;
  locale: Locale;
  /** null: they sign in by link or by their identity provider. */
  passwordHash: string | null;
  /** Signing in asks for a code of their authenticator app. */
  secondFactor: boolean;
}

/** The person with this address, or null. Before sign-in, so without a tenant. */
export const findUserByEmail = (db: Db, email: string): Promise<User | null> =>
  readUser(db, 'email', normalEmail(email));

/** A person by their id. */
export const findUser = (db: Db, id: string): Promise<User | null> => readUser(db, 'id', id);

async function readUser(db: Db, column: 'id' | 'email', value: string): Promise<User | null> {
  const row = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('users as u')
        .leftJoin('second_factors as f', (join) =>
          join.onRef('f.user_id', '=', 'u.id').on('f.confirmed_at', 'is not', null),
        )
        .select(['u.id', 'u.email', 'u.name', 'u.locale', 'u.password_hash', 'f.confirmed_at'])
        .where(`u.${column}`, '=', value)
        .executeTakeFirst(),
    { readOnly: true },
  );
  if (!row) return null;
  const { id, email, name, locale, password_hash: passwordHash, confirmed_at } = row;
  return {
    id,
    email,
    name,
    passwordHash,
    locale: locale === 'fr' ? 'fr' : 'en',
    secondFactor: confirmed_at !== null,
  };
}

/**
 * Makes the account of somebody who was invited, or gives one that belongs nowhere a new name and password; its id. Null:
 * the account belongs somewhere by now.
 */
export async function saveInvited(
  db: Db,
  person: { email: string; name: string; passwordHash: string; locale: Locale },
): Promise<string | null> {
  const account = await findUserByEmail(db, person.email);
  if (account && (await membershipsOf(db, account.id)).length > 0) return null;
  const { email, name, passwordHash, locale } = person;
  const values = { name, password_hash: passwordHash, locale };
  const row = await withoutTenant(db, (tx) =>
    account
      ? tx.updateTable('users').set(values).where('id', '=', account.id).returning('id').executeTakeFirst()
      : tx
          .insertInto('users')
          .values({ email: normalEmail(email), ...values })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .returning('id')
          .executeTakeFirst(),
  );
  return row?.id ?? null;
}

/** Makes an account, without a password, for somebody whom an identity provider has named; its id. Null: there is one. */
export async function insertStranger(
  db: Db,
  person: { email: string; name: string },
): Promise<string | null> {
  const row = await withoutTenant(db, (tx) =>
    tx
      .insertInto('users')
      .values({ email: normalEmail(person.email), name: person.name, password_hash: null })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('id')
      .executeTakeFirst(),
  );
  return row?.id ?? null;
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

/** Where a person belongs: living workspaces before deleted ones, the oldest membership first. */
export async function membershipsOf(db: Db, userId: string): Promise<{ tenantId: string; role: Role }[]> {
  const rows = await withoutTenant(
    db,
    (tx) =>
      tx
        .selectFrom('memberships')
        .select(['tenant_id', 'role'])
        .where('user_id', '=', userId)
        .where('removed_at', 'is', null)
        .orderBy((e) => e('suspended_at', 'is not', null))
        .orderBy('created_at')
        .execute(),
    { userId },
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, role: row.role }));
}

/** Changes what a person says about themselves, in every workspace. */
export function updateProfile(
  tx: TenantTransaction,
  userId: string,
  profile: Omit<Profile, 'email'>,
): Promise<Profile> {
  return tx
    .updateTable('users')
    .set(profile)
    .where('id', '=', userId)
    .returning(['name', 'title', 'email', 'locale'])
    .executeTakeFirstOrThrow();
}
