import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.syncs (
      tenant_id uuid not null default aegis.require_tenant(),
      id uuid not null default gen_random_uuid(),
      connection_id uuid not null,
      trigger text not null check (trigger in ('manual', 'scheduled', 'first', 'restart')),
      state text not null default 'pending' check (state in ('pending', 'running', 'completed', 'failed', 'canceled')),
      requested_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      rows_read bigint not null default 0,
      rows_changed bigint not null default 0,
      error_code text,
      error_detail text,
      run_id text,
      progress jsonb not null default '{}',
      primary key (tenant_id, id),
      foreign key (tenant_id, connection_id) references aegis.connections (tenant_id, id) on delete cascade
    );
    -- the sync log of one connection, newest first
    create index syncs_connection on aegis.syncs (tenant_id, connection_id, requested_at desc);
    -- at most one open sync per connection
    create unique index syncs_open on aegis.syncs (tenant_id, connection_id) where state in ('pending', 'running');
    call aegis.protect('aegis.syncs');
    call aegis.audited('aegis.syncs', 'id', 'progress,rows_read,rows_changed');
    grant select, insert, update on aegis.syncs to aegis_app;

    -- cursor and state together; not audited: it moves with every slice
    create table aegis.sync_streams (
      tenant_id uuid not null default aegis.require_tenant(),
      connection_id uuid not null,
      account_id text not null default '',
      stream text not null check (stream in ('accounts', 'campaigns', 'insights')),
      state text not null default 'pending'
        check (state in ('pending', 'queued', 'syncing', 'on_time', 'late', 'error', 'action_required')),
      synced_until date,
      backfilled_from date,
      rows bigint not null default 0,
      done integer not null default 0,
      total integer not null default 0,
      last_success_at timestamptz,
      error_code text,
      error_detail text,
      updated_at timestamptz not null default now(),
      primary key (tenant_id, connection_id, account_id, stream),
      foreign key (tenant_id, connection_id) references aegis.connections (tenant_id, id) on delete cascade
    );
    call aegis.protect('aegis.sync_streams');
    grant select, insert, update, delete on aegis.sync_streams to aegis_app;
  `.execute(db);
}
