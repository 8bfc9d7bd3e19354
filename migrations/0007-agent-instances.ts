import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.agent_instances (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null default gen_random_uuid(),
      agent_key text not null,
      enabled boolean not null default true,
      autonomy text not null default 'ask' check (autonomy in ('suggest', 'ask', 'act')),
      settings jsonb not null default '{}',
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      primary key (tenant_id, id)
    );
    -- one living instance per agent
    create unique index agent_instances_key on aegis.agent_instances (tenant_id, agent_key) where deleted_at is null;
    call aegis.protect('aegis.agent_instances');
    call aegis.audited('aegis.agent_instances', 'id', 'version,updated_at');
    call aegis.versioned('aegis.agent_instances');
    grant select, insert, update on aegis.agent_instances to aegis_app;
  `.execute(db);
}
