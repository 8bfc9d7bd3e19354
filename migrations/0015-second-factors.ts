import { sql, type Kysely } from 'kysely';

/** Authenticator apps and recovery codes. Global, like users: a person has one of them in every workspace. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.second_factors (
      user_id uuid primary key references aegis.users,
      sealed bytea not null,
      key_version integer not null,
      last_step bigint not null default 0,
      created_at timestamptz not null default now(),
      confirmed_at timestamptz
    );
    comment on column aegis.second_factors.sealed is 'the TOTP secret, by the vault key; not in force before confirmed_at';
    comment on column aegis.second_factors.last_step is 'of the last code that was used: it and older ones are refused';
    -- what a rotation of the vault key has left to do
    create index second_factors_key_version on aegis.second_factors (key_version);

    create table aegis.recovery_codes (
      user_id uuid not null references aegis.second_factors on delete cascade,
      code_hash bytea not null check (octet_length(code_hash) = 32),
      used_at timestamptz,
      primary key (user_id, code_hash)
    );

    do $$
    declare name text;
    begin
      foreach name in array array['second_factors', 'recovery_codes'] loop
        execute format('alter table aegis.%I enable row level security', name);
        execute format('alter table aegis.%I force row level security', name);
        execute format('create policy tenant_isolation on aegis.%I using ((select aegis.current_tenant_id()) is null)
          with check ((select aegis.current_tenant_id()) is null)', name);
        execute format('grant select, insert, update, delete on aegis.%I to aegis_app', name);
      end loop;
    end $$;
  `.execute(db);
}
