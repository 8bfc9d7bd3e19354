import { sql } from 'kysely';
import { migrations } from '../../migrations/index.ts';
import type { TenantTransaction } from '../tenant.ts';

/** The last migration that this release knows. */
export const schemaVersion = Object.keys(migrations).at(-1)!;

/** Tables that no export holds, each with the reason, which its manifest repeats. */
export const leftOut: Record<string, string> = {
  credentials: 'Secrets of platforms; connect again instead.',
  due_work: 'Notes of what the product does next; made again from the rest.',
  idempotency_keys: 'Copies of answers, kept for a week.',
  notifications: 'What each person was told in the last 90 days; theirs alone.',
  oauth_states: 'Consents that are under way.',
  sessions: 'Who is signed in at this moment.',
  sign_in_links: 'Links, of which only hashes are known.',
};

/**
 * Columns that no export holds: bytes (every hash and everything sealed is bytes), and what its name calls a secret. What the
 * application may not read is not there either.
 */
const isOpen = sql`a.atttypid <> 'bytea'::regtype and has_column_privilege(c.oid, a.attnum, 'SELECT')
  and a.attname !~ '(^|_)(secret|password|passphrase|token|hash|sealed|private_key)(_|$)'`;

export interface DataTable {
  name: string;
  columns: { name: string; type: string }[];
}

/** Every table with the workspace's rows, from the catalogue, so that a new one is among them at once; and its people. */
export async function dataTables(tx: TenantTransaction): Promise<DataTable[]> {
  const { rows } = await sql<DataTable>`
    select c.relname::text as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
    from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and (c.relname in ('tenants', 'users') or exists (select from pg_catalog.pg_attribute t
        where t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped))
      and c.relname <> all (${Object.keys(leftOut)}) and a.attname <> 'tenant_id' and ${isOpen}
    group by c.relname order by c.relname`.execute(tx);
  return rows;
}

const BATCH = 1_000;

/**
 * The rows of a table, a JSON object a line, as the transaction sees them; a batch in memory at a time. Whole numbers of 64 bits
 * are text, because most readers would round them.
 */
export async function* dataLines(
  tx: TenantTransaction,
  { name, columns }: DataTable,
): AsyncGenerator<string[]> {
  const cursor = sql.id(`export_${name}`);
  const fields = columns.map((column) => {
    const field = sql.id(column.name);
    return column.type === 'bigint' ? sql`${field}::text as ${field}` : field;
  });
  await sql`declare ${cursor} no scroll cursor for select row_to_json(line)::text as line
    from (select ${sql.join(fields)} from aegis.${sql.id(name)}) line`.execute(tx);
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(BATCH)} from ${cursor}`.execute(tx);
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < BATCH) break;
  }
  await sql`close ${cursor}`.execute(tx);
}

/** False while another export of this kind runs, in whatever process; ends with the transaction. */
export async function lockExport(tx: TenantTransaction): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`export ${tx.tenantId}`}, 0)) as free`.execute(tx);
  return rows[0]!.free;
}
