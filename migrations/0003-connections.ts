import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.connections (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null default gen_random_uuid(),
      platform text not null check (platform in ('meta', 'tiktok', 'google', 'pinterest', 'shopify')),
      environment text not null check (environment in ('live', 'sandbox')),
      state text not null default 'connected' check (state in ('connected', 'reconnect', 'paused', 'disconnected')),
      name text not null,
      external_user_id text not null,
      scopes text[] not null default '{}',
      connected_by uuid,
      connected_at timestamptz not null default now(),
      expires_at timestamptz,
      reconnect_reason text,
      sync_interval_minutes integer not null default 60 check (sync_interval_minutes between 5 and 1440),
      next_sync_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      deleted_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, connected_by) references aegis.memberships (tenant_id, user_id)
    );
    -- one living connection per person at a platform: connecting again renews it
    create unique index connections_external on aegis.connections (tenant_id, platform, environment, external_user_id)
      where deleted_at is null;
    call aegis.protect('aegis.connections');
    call aegis.audited('aegis.connections', 'id', 'next_sync_at,version');
    call aegis.versioned('aegis.connections', 'next_sync_at');
    grant select, insert, update, delete on aegis.connections to aegis_app;

    create table aegis.oauth_states (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      state_hash bytea not null check (octet_length(state_hash) = 32),
      session_hash bytea not null check (octet_length(session_hash) = 32),
      platform text not null check (platform in ('meta', 'tiktok', 'google', 'pinterest', 'shopify')),
      environment text not null check (environment in ('live', 'sandbox')),
      redirect_uri text not null,
      scopes text[] not null default '{}',
      expires_at timestamptz not null,
      used_at timestamptz,
      primary key (tenant_id, state_hash)
    );
    call aegis.protect('aegis.oauth_states');
    grant select, insert, update, delete on aegis.oauth_states to aegis_app;
  `.execute(db);
}
