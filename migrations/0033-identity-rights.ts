import { sql, type Kysely } from 'kysely';

/** Who sets the identity provider decides whom it can name, owners too: single sign-on is theirs alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- FORCE hides it from the owner who migrates
    alter table aegis.role_rights no force row level security;
    delete from aegis.role_rights where "right" = 'identity' and role <> 'owner';
    alter table aegis.role_rights force row level security;
  `.execute(db);
}
