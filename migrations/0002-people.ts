import { sql, type Kysely } from 'kysely';

/**
 * Tenants and their people. users, sessions and sign_in_links are global: without a tenant in the transaction all
 * rows are visible (signing in has no tenant yet), with one only that tenant's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.tenants (
      id uuid primary key,
      name text not null,
      plan text not null default 'free' check (plan in ('free', 'starter', 'pro', 'enterprise')),
      trial_ends_at timestamptz,
      time_zone text not null default 'UTC',
      currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
      locale text not null default 'en',
      two_person_above_micros bigint check (two_person_above_micros >= 0),
      task_number bigint not null default 0,
      tasks_today integer not null default 0 check (tasks_today >= 0),
      tasks_day date,
      created_at timestamptz not null default now(),
      deleted_at timestamptz
    );
    call aegis.protect('aegis.tenants', 'id');
    call aegis.audited('aegis.tenants', 'id', 'task_number,tasks_today,tasks_day');
    grant select, insert, update on aegis.tenants to aegis_app;

    create table aegis.users (
      id uuid primary key default gen_random_uuid(),
      email text not null unique check (email = lower(email) and email = btrim(email) and email like '%_@_%'),
      name text not null,
      title text,
      password_hash text,
      locale text not null default 'en',
      created_at timestamptz not null default now()
    );

    create table aegis.memberships (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      user_id uuid not null references aegis.users,
      role text not null check (role in ('owner', 'admin', 'operator', 'analyst', 'auditor')),
      created_at timestamptz not null default now(),
      removed_at timestamptz,
      primary key (tenant_id, user_id)
    );
    -- a person's tenants at sign-in
    create index memberships_user on aegis.memberships (user_id);
    alter table aegis.memberships enable row level security;
    alter table aegis.memberships force row level security;
    -- a person being signed in (app.user_id, no tenant yet) sees where they belong, and nothing else
    create policy tenant_isolation on aegis.memberships
      using (tenant_id = (select aegis.current_tenant_id())
        or ((select aegis.current_tenant_id()) is null and user_id = (select aegis.current_user_id())))
      with check (tenant_id = (select aegis.current_tenant_id()));
    call aegis.audited('aegis.memberships', 'user_id');
    grant select, insert, update on aegis.memberships to aegis_app;

    alter table aegis.users enable row level security;
    alter table aegis.users force row level security;
    create policy tenant_isolation on aegis.users
      using ((select aegis.current_tenant_id()) is null
        or exists (select from aegis.memberships m where m.user_id = users.id))
      with check ((select aegis.current_tenant_id()) is null
        or exists (select from aegis.memberships m where m.user_id = users.id));
    grant select, insert, update on aegis.users to aegis_app;

    create table aegis.sessions (
      id_hash bytea primary key check (octet_length(id_hash) = 32),
      user_id uuid not null references aegis.users,
      tenant_id uuid not null references aegis.tenants,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      foreign key (tenant_id, user_id) references aegis.memberships (tenant_id, user_id)
    );
    -- sign-out everywhere
    create index sessions_user on aegis.sessions (user_id);
    -- removal of expired sessions
    create index sessions_expiry on aegis.sessions (expires_at);

    create table aegis.sign_in_links (
      token_hash bytea primary key check (octet_length(token_hash) = 32),
      user_id uuid not null references aegis.users,
      tenant_id uuid not null references aegis.tenants,
      expires_at timestamptz not null,
      used_at timestamptz,
      foreign key (tenant_id, user_id) references aegis.memberships (tenant_id, user_id)
    );

    do $$
    declare name text;
    begin
      foreach name in array array['sessions', 'sign_in_links'] loop
        execute format('alter table aegis.%I enable row level security', name);
        execute format('alter table aegis.%I force row level security', name);
        execute format('create policy tenant_isolation on aegis.%I
          using ((select aegis.current_tenant_id()) is null or tenant_id = (select aegis.current_tenant_id()))
          with check ((select aegis.current_tenant_id()) is null or tenant_id = (select aegis.current_tenant_id()))', name);
      end loop;
    end $$;
    grant select, insert, update, delete on aegis.sessions, aegis.sign_in_links to aegis_app;
  `.execute(db);
}
