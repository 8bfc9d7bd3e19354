import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the keys of a tenant that are old enough to forget
    create index idempotency_keys_age on aegis.idempotency_keys (tenant_id, created_at);
  `.execute(db);
}
