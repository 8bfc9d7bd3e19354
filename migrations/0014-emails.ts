import { sql, type Kysely } from 'kysely';

/** E-mails to people, and the single-use links in them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.emails (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null,
      recipient text not null,
      template text not null,
      locale text not null check (locale in ('en', 'fr')),
      words jsonb not null,
      sealed bytea,
      expires_at timestamptz,
      state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
      tries integer not null default 0,
      error text,
      created_at timestamptz not null default now(),
      sent_at timestamptz,
      primary key (tenant_id, id)
    );
    comment on column aegis.emails.sealed is 'the token of its link, by the vault key; gone once it is sent';
    -- the outbox, newest first, and the removal of what is old
    create index emails_age on aegis.emails (tenant_id, created_at);
    call aegis.protect('aegis.emails');
    call aegis.audited('aegis.emails', 'id', 'sealed,words');
    grant select, insert, update, delete on aegis.emails to aegis_app;

    alter table aegis.due_work drop constraint due_work_kind_check;
    alter table aegis.due_work add constraint due_work_kind_check
      check (kind in ('task', 'sync', 'change', 'connection', 'email'));

    alter table aegis.sign_in_links
      add purpose text not null default 'sign-in' check (purpose in ('sign-in', 'password-reset'));
    -- a person's other links, which end when the password changes
    create index sign_in_links_user on aegis.sign_in_links (user_id);
  `.execute(db);
}
