import { sql, type Kysely } from 'kysely';

/** What a person needs to recognise a session and to end it, and when they last proved who they are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.sessions
      add id uuid not null default gen_random_uuid(),
      add method text not null default 'password' check (method in ('password', 'link', 'sso')),
      add ip text not null default '',
      add user_agent text not null default '',
      add confirmed_at timestamptz;
  `.execute(db);
}
