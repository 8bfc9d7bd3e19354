import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- data that left the workspace as a file; who took it stands in the audit log
    create table aegis.exports (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null default gen_random_uuid(),
      kind text not null check (kind in ('workspace', 'audit-log')),
      filter jsonb not null default '{}',
      state text not null default 'running' check (state in ('running', 'completed', 'failed')),
      rows bigint,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id)
    );
    call aegis.protect('aegis.exports');
    call aegis.audited('aegis.exports', 'id');
    grant select, insert, update on aegis.exports to aegis_app;
  `.execute(db);
}
