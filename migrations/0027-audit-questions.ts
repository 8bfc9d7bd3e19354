import { sql, type Kysely } from 'kysely';

/** What people ask the audit log, each answered newest first and a page at a time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index aegis.audit_log_row;
    -- what happened to this row, whatever table it is in
    create index audit_log_row on aegis.audit_log (tenant_id, row_key, at, id);
    -- what happened in this time
    create index audit_log_at on aegis.audit_log (tenant_id, at, id);
    -- what somebody did; and, by leaps, who did anything
    create index audit_log_actor on aegis.audit_log (tenant_id, actor, at, id);
    -- what happened to things of this kind
    create index audit_log_table on aegis.audit_log (tenant_id, table_name, at, id);
    -- what was deleted, or which credential was read
    create index audit_log_action on aegis.audit_log (tenant_id, action, at, id);
  `.execute(db);
}
