import { sql, type Kysely } from 'kysely';

/** A workspace may ask that people of its proved domains sign in by its provider only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.identity_providers add required boolean not null default false;
    comment on column aegis.identity_providers.required is 'people of a proved domain sign in by it only; owners may do without, should it fail';
  `.execute(db);
}
