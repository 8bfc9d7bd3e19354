import { sql, type Kysely } from 'kysely';

/** Requests counted by caller, for several API processes without a Redis. Nothing is lost with it, so it is unlogged. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table aegis.rate_counters (
      key text primary key check (length(key) between 1 and 200),
      count integer not null check (count >= 0),
      expires_at timestamptz not null
    );
    -- removal of what is over
    create index rate_counters_expiry on aegis.rate_counters (expires_at);
    alter table aegis.rate_counters enable row level security;
    alter table aegis.rate_counters force row level security;
    -- callers are counted before their tenant is known, and no tenant sees who calls
    create policy tenant_isolation on aegis.rate_counters
      using ((select aegis.current_tenant_id()) is null) with check ((select aegis.current_tenant_id()) is null);
    grant select, insert, update, delete on aegis.rate_counters to aegis_app;
  `.execute(db);
}
