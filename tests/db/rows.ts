import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Values as PostgreSQL text, by column. */
export type Row = Record<string, string | null>;

export interface Column {
  name: string;
  type: string;
  notNull: boolean;
  hasDefault: boolean;
  alwaysGenerated: boolean;
}

export interface ForeignKey {
  columns: string[];
  table: string;
  references: string[];
}

export interface Table {
  name: string;
  columns: Column[];
  primaryKey: string[];
  foreignKeys: ForeignKey[];
  /** Definitions of CHECK constraints. */
  checks: string[];
  /** Column that holds the tenant; null: none. */
  tenantColumn: string | null;
  /** The same for everybody: the application may only read it, and migrations have filled it. */
  reference: boolean;
  /** Columns of each unique index that has no condition, the primary key too. */
  uniques: string[][];
  partitions: string[];
}

/** Every table of the product as the catalogue describes it, parents before children. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname::text as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null), 'notNull', a.attnotnull,
          'hasDefault', a.atthasdef or a.attidentity <> '', 'alwaysGenerated', a.attidentity = 'a') order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select json_agg(a.attname order by k.n) from pg_constraint p, unnest(p.conkey) with ordinality k (num, n)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num
        where p.conrelid = c.oid and p.contype = 'p') as "primaryKey",
      coalesce((select json_agg(json_build_object('table', f.confrelid::regclass::text,
          'columns', (select json_agg(a.attname order by k.n) from unnest(f.conkey) with ordinality k (num, n)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num),
          'references', (select json_agg(a.attname order by k.n) from unnest(f.confkey) with ordinality k (num, n)
            join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)) order by f.conname)
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0), '[]') as "foreignKeys",
      coalesce((select json_agg(pg_get_constraintdef(k.oid)) from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c'), '[]') as checks,
      case when c.relname = 'tenants' then 'id' else (select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) end as "tenantColumn",
      not has_any_column_privilege('aegis_app', c.oid, 'INSERT, UPDATE') and c.relname <> 'tenants' and not exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as reference,
      coalesce((select json_agg((select json_agg(a.attname order by k.n) from unnest(i.indkey) with ordinality k (num, n)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num))
        from pg_index i where i.indrelid = c.oid and i.indisunique and i.indpred is null), '[]') as uniques,
      coalesce((select json_agg(i.inhrelid::regclass::text) from pg_inherits i where i.inhparent = c.oid), '[]') as partitions
    from pg_class c where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`);
  return parentsFirst(rows.map((table) => ({ ...table, foreignKeys: table.foreignKeys.map(unqualified) })));
}

const unqualified = (key: ForeignKey): ForeignKey => ({ ...key, table: key.table.replace(/^aegis\./, '') });

/**
 * One row of a tenant in every table, written by a superuser; tables that are the same for everybody give a row they have.
 * Gives the rows by table, `parents` among them, with what the database made of them.
 */
export async function seedTenant(
  superuser: pg.Client,
  tables: readonly Table[],
  tenantId: string,
  given: (table: Table, row: Row) => Row = (_, row) => row,
  parents: ReadonlyMap<string, Row> = new Map<string, Row>(),
): Promise<Map<string, Row>> {
  const rows = new Map(parents);
  await superuser.query('select set_config($1, $2, false)', ['app.tenant_id', tenantId]);
  for (const table of tables) {
    if (table.name === 'vault_keys') continue;
    const columns = table.columns.map(({ name }) => `${quote(name)}::text as ${quote(name)}`).join(', ');
    if (table.reference) {
      const { rows: found } = await superuser.query<Row>(
        `select ${columns} from aegis.${table.name} limit 1`,
      );
      if (found[0]) rows.set(table.name, found[0]);
      continue;
    }
    const { text, values } = insertOf(table.name, given(table, makeRow(table, tenantId, rows)));
    const stored = await superuser.query<Row>(`${text} on conflict do nothing returning ${columns}`, values);
    // What a migration or a trigger has already given this tenant.
    const there = () =>
      superuser.query<Row>(`select ${columns} from aegis.${table.name} where tenant_id = $1`, [tenantId]);
    rows.set(table.name, (stored.rows[0] ?? (await there()).rows[0])!);
  }
  await superuser.query(`select set_config('app.tenant_id', '', false)`);
  return rows;
}

function parentsFirst(tables: Table[]): Table[] {
  const sorted: Table[] = [];
  const visit = (table: Table) => {
    if (sorted.includes(table)) return;
    for (const { table: parent } of table.foreignKeys) {
      if (parent !== table.name) visit(tables.find(({ name }) => name === parent)!);
    }
    sorted.push(table);
  };
  tables.forEach(visit);
  return sorted;
}

/**
 * A row that satisfies types, CHECKs and foreign keys of `table`. Optional columns are filled too, so that their
 * foreign keys are probed. `parents` holds the row of each table that foreign keys may point to.
 */
export function makeRow(table: Table, tenantId: string, parents: ReadonlyMap<string, Row>): Row {
  const row: Row = {};
  for (const column of table.columns) {
    if (!column.alwaysGenerated) row[column.name] = makeValue(column, table.checks);
  }
  for (const key of table.foreignKeys) {
    const parent = key.table === table.name ? undefined : parents.get(key.table);
    key.columns.forEach((column, i) => {
      if (column !== table.tenantColumn) row[column] = parent?.[key.references[i]!] ?? null;
    });
  }
  if (table.tenantColumn) row[table.tenantColumn] = tenantId;
  return row;
}

function makeValue({ name, type }: Column, checks: string[]): string | null {
  const mine = checks.filter((check) => new RegExp(`\\b${name}\\b`).test(check.replace(/'[^']*'/g, '')));
  const allowed = mine
    .map((check) => /ARRAY\['([^']*)'/.exec(check)?.[1])
    .find((value) => value !== undefined);
  if (allowed !== undefined) return type === 'text[]' ? `{${allowed}}` : allowed;
  switch (type) {
    case 'uuid':
      return randomUUID();
    case 'text':
      if (name === 'currency') return 'EUR';
      if (name === 'platform') return 'meta'; // partitioned by it
      if (name === 'email') return `${randomUUID()}@example.test`;
      return `text-${randomUUID().slice(0, 8)}`;
    case 'integer':
    case 'bigint':
      return String(mine.some((check) => check.includes('<=')) ? lowerBound(mine) : uniqueNumber());
    case 'boolean':
      return 'false';
    case 'timestamp with time zone':
      return '2031-01-01T00:00:00Z';
    case 'date':
      return '2031-01-01';
    case 'jsonb':
      return '{}';
    case 'text[]':
      return '{}';
    case 'bytea':
      return `\\x${createHash('sha256').update(randomUUID()).digest('hex')}`;
    default:
      throw new Error(`makeValue does not know the type ${type} of ${name}; teach it.`);
  }
}

const lowerBound = (checks: string[]) => Number(/>= (\d+)/.exec(checks.join(' '))?.[1] ?? 0);

let last = 0;
const uniqueNumber = () => (last += 1);

/** `insert` of a row, with its values as parameters. */
export function insertOf(table: string, row: Row): { text: string; values: (string | null)[] } {
  const columns = Object.keys(row);
  return {
    text: `insert into aegis.${table} (${columns.map(quote).join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    values: Object.values(row),
  };
}

export const quote = (name: string) => `"${name}"`;
