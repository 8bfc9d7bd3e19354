import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- written in the same transaction as the work; the only table that is read across tenants, and only by aegis_dispatch
    create table aegis.due_work (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      kind text not null check (kind in ('task', 'sync', 'change', 'connection')),
      id uuid not null,
      due_at timestamptz not null,
      primary key (tenant_id, kind, id)
    );
    -- the sweeper: what is due, oldest first
    create index due_work_due on aegis.due_work (due_at);
    alter table aegis.due_work enable row level security;
    alter table aegis.due_work force row level security;
    create policy tenant_isolation on aegis.due_work to aegis_app, aegis_owner
      using (tenant_id = (select aegis.current_tenant_id()))
      with check (tenant_id = (select aegis.current_tenant_id()));
    create policy dispatch on aegis.due_work to aegis_dispatch using (true) with check (true);
    grant select, insert, update, delete on aegis.due_work to aegis_app;
    grant select, update (due_at) on aegis.due_work to aegis_dispatch;

    create table aegis.idempotency_keys (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      route text not null,
      key text not null check (length(key) between 1 and 255),
      request_hash bytea not null,
      status integer,
      response jsonb,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, route, key)
    );
    call aegis.protect('aegis.idempotency_keys');
    grant select, insert, update, delete on aegis.idempotency_keys to aegis_app;
  `.execute(db);
}
