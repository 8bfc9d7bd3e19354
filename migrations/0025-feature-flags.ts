import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- what a workspace has switched; without a row the default of domain/features.ts holds
    create table aegis.feature_flags (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      key text not null check (key in ('model-text', 'act-alone')),
      enabled boolean not null,
      changed_at timestamptz not null default now(),
      primary key (tenant_id, key)
    );
    call aegis.protect('aegis.feature_flags');
    call aegis.audited('aegis.feature_flags', 'key', 'changed_at');
    grant select, insert, update on aegis.feature_flags to aegis_app;
  `.execute(db);
}
