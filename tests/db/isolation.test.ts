import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { reference } from './catalogue.ts';
import { insertOf, makeRow, quote, readTables, type Row, type Table } from './rows.ts';

/** Spec E1: no tenant reads, changes, creates or refers to anything of another. Generated from the catalogue. */
let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let tables: Table[];
const tenants = [randomUUID(), randomUUID()] as const;
const seeds = new Map<string, Map<string, Row>>();
let probes = 0;

const PERMISSION = '42501'; // also what a row-level security violation reports
const FOREIGN_KEY = '23503';
/** Visible while nobody's tenant is known, so that people can sign in. */
const beforeSignIn = ['users', 'sessions', 'sign_in_links', 'second_factors', 'recovery_codes'];

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = await connect(database.superuserUrl);
  app = await connect(database.appUrl);
  tables = await readTables(superuser);
  for (const tenant of tenants) {
    const rows = new Map<string, Row>();
    seeds.set(tenant, rows);
    await superuser.query('select set_config($1, $2, false)', ['app.tenant_id', tenant]);
    for (const table of tables) {
      if (table.name === 'vault_keys') continue;
      if (reference.includes(table.name)) {
        const { rows: there } = await superuser.query<Row>(`select * from aegis.${table.name} limit 1`);
        rows.set(table.name, there[0]!);
        continue;
      }
      const row = makeRow(table, tenant, rows);
      const { text, values } = insertOf(table.name, row);
      const stored = await superuser.query<Row>(
        `${text} returning ${table.primaryKey.map((column) => `${quote(column)}::text`).join(', ')}`,
        values,
      );
      rows.set(table.name, { ...row, ...stored.rows[0] });
    }
  }
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await app.end();
  await database.drop();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Runs one statement as `tenant` (null: without one) and undoes it. Gives its rows, their number, or the error's code. */
async function probe(tenant: string | null, text: string, values: (string | null)[] = []) {
  probes += 1;
  await app.query('begin');
  try {
    await app.query(`select set_config('app.tenant_id', $1, true)`, [tenant ?? '']);
    const { rowCount, rows } = await app.query<Row>(text, values);
    return { count: rowCount ?? 0, rows };
  } catch (error) {
    return { refused: (error as pg.DatabaseError).code };
  } finally {
    await app.query('rollback');
  }
}

const isolated = () => tables.filter(({ name }) => name !== 'vault_keys' && !reference.includes(name));
const pairs = [
  [tenants[0], tenants[1]],
  [tenants[1], tenants[0]],
] as const;

/** `where` that finds exactly one row. */
function key(table: Table, row: Row): { where: string; values: (string | null)[] } {
  const where = table.primaryKey.map((column, i) => `${quote(column)}::text = $${i + 1}`).join(' and ');
  return { where, values: table.primaryKey.map((column) => row[column] ?? null) };
}

/** A column that the application reads, and one that it may set without moving the row. */
async function writableColumn(table: Table): Promise<string | null> {
  const { rows } = await superuser.query<{ name: string }>(
    `select a.attname::text as name from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0
      and not a.attisdropped and a.attidentity = '' and has_column_privilege('aegis_app', a.attrelid, a.attnum, 'UPDATE')
      and not a.attname = any ($2)`,
    [`aegis.${table.name}`, table.primaryKey],
  );
  return rows[0]?.name ?? null;
}

async function snapshot(): Promise<string> {
  const parts = [];
  for (const table of isolated()) {
    const { rows } = await superuser.query<{ all: string }>(
      `select json_agg(t order by t::text)::text as all from aegis.${table.name} t`,
    );
    parts.push(rows[0]!.all);
  }
  return parts.join('\n');
}

test('every table has a seeded row in both tenants', () => {
  for (const tenant of tenants) {
    expect([...seeds.get(tenant)!.keys()].sort()).toEqual(
      [...isolated().map(({ name }) => name), ...reference].sort(),
    );
  }
});

test('no table shows, changes, takes or deletes a row of the other tenant, and nothing was changed', async () => {
  const before = await snapshot();
  for (const [mine, other] of pairs) {
    for (const table of isolated()) {
      const theirs = seeds.get(other)!.get(table.name)!;
      const { where, values } = key(table, theirs);
      const none = { count: 0, rows: [] };
      const refused = { refused: PERMISSION };
      const at = `${table.name} as ${mine === tenants[0] ? 'first' : 'second'}`;

      const read = await probe(
        mine,
        `select ${quote(table.primaryKey[0]!)} from aegis.${table.name} where ${where}`,
        values,
      );
      expect([at, read]).toEqual([at, none]);

      const removed = await probe(mine, `delete from aegis.${table.name} where ${where}`, values);
      expect([
        [at, none],
        [at, refused],
      ]).toContainEqual([at, removed]);

      const column = await writableColumn(table);
      if (column) {
        const set = `${quote(column)} = ${quote(column)}`;
        const changed = await probe(mine, `update aegis.${table.name} set ${set} where ${where}`, values);
        expect([
          [at, none],
          [at, refused],
        ]).toContainEqual([at, changed]);
      }

      const forged = insertOf(table.name, makeRow(table, other, seeds.get(other)!));
      expect([at, await probe(mine, forged.text, forged.values)]).toEqual([at, refused]);

      // The same keys as the other tenant's row: neither a conflict that tells of it, nor a row under its name.
      const copy = insertOf(table.name, makeRowLike(table, theirs));
      const upsert = `${copy.text} on conflict (${table.primaryKey.map(quote).join(', ')}) do update
        set ${quote(table.primaryKey[0]!)} = excluded.${quote(table.primaryKey[0]!)}`;
      expect([at, await probe(mine, upsert, copy.values)]).toEqual([at, refused]);
      expect([at, await probe(mine, `${copy.text} on conflict do nothing`, copy.values)]).toEqual([
        at,
        refused,
      ]);
    }
  }
  expect(await snapshot()).toBe(before);
});

const makeRowLike = (table: Table, row: Row): Row =>
  Object.fromEntries(
    table.columns.filter((c) => !c.alwaysGenerated).map(({ name }) => [name, row[name] ?? null]),
  );

test('a whole-table statement touches only own rows', async () => {
  for (const [mine] of pairs) {
    for (const table of isolated()) {
      if (!table.tenantColumn) continue;
      const column = quote(table.tenantColumn);
      const all = await probe(mine, `select distinct ${column}::text as tenant from aegis.${table.name}`);
      expect([table.name, all]).toEqual([table.name, { count: 1, rows: [{ tenant: mine }] }]);
      const changed = await probe(
        mine,
        `update aegis.${table.name} set ${column} = ${column} returning ${column}::text as tenant`,
      );
      if (!('refused' in changed))
        expect(new Set(changed.rows.map(({ tenant }) => tenant))).toEqual(new Set([mine]));
    }
  }
});

test('no row can be moved to the other tenant', async () => {
  for (const [mine, other] of pairs) {
    for (const table of isolated()) {
      if (!table.tenantColumn) continue;
      const moved = await probe(mine, `update aegis.${table.name} set ${quote(table.tenantColumn)} = $1`, [
        other,
      ]);
      expect([table.name, moved]).toEqual([table.name, { refused: PERMISSION }]);
    }
  }
});

test('no row can refer to a row of the other tenant', async () => {
  for (const [mine, other] of pairs) {
    for (const table of isolated()) {
      for (const foreign of table.foreignKeys) {
        const own = foreign.columns.filter((column) => column !== table.tenantColumn);
        if (own.length === 0 || foreign.table === 'users' || reference.includes(foreign.table)) continue;
        const row = makeRow(table, mine, seeds.get(mine)!);
        const target = seeds.get(other)!.get(foreign.table)!;
        const differs = foreign.columns.some((column, i) => {
          if (column === table.tenantColumn) return false;
          row[column] = target[foreign.references[i]!] ?? null;
          return row[column] !== seeds.get(mine)!.get(foreign.table)![foreign.references[i]!];
        });
        expect([table.name, foreign.columns, differs]).toEqual([table.name, foreign.columns, true]);
        const { text, values } = insertOf(table.name, row);
        const result = await probe(mine, text, values);
        const at = `${table.name}(${foreign.columns.join(', ')})`;
        expect([
          [at, { refused: FOREIGN_KEY }],
          [at, { refused: PERMISSION }],
        ]).toContainEqual([at, result]);
      }
    }
  }
});

test('without a tenant every tenant table is empty and takes nothing', async () => {
  for (const table of isolated()) {
    if (beforeSignIn.includes(table.name)) continue;
    const rows = await probe(null, `select 1 from aegis.${table.name}`);
    expect([table.name, rows]).toEqual([table.name, { count: 0, rows: [] }]);
    const { text, values } = insertOf(table.name, makeRow(table, tenants[0], seeds.get(tenants[0])!));
    expect([table.name, await probe(null, text, values)]).toEqual([table.name, { refused: PERMISSION }]);
  }
});

test('what is the same for every tenant is read by all and changed by nobody', async () => {
  for (const table of tables.filter(({ name }) => reference.includes(name))) {
    const [first] = table.primaryKey.map(quote);
    expect(await probe(tenants[0], `select 1 from aegis.${table.name} limit 1`)).toMatchObject({ count: 1 });
    for (const statement of [
      `update aegis.${table.name} set ${first} = ${first}`,
      `delete from aegis.${table.name}`,
      `insert into aegis.${table.name} select * from aegis.${table.name}`,
    ]) {
      expect([statement, await probe(tenants[0], statement)]).toEqual([statement, { refused: PERMISSION }]);
    }
  }
});

test('partitions and the vault key cannot be reached around their parents', async () => {
  const names = [...tables.flatMap(({ partitions }) => partitions), 'aegis.vault_keys'];
  expect(names.length).toBeGreaterThanOrEqual(13);
  for (const name of names) {
    for (const statement of [`select 1 from ${name}`, `delete from ${name}`, `truncate ${name}`]) {
      expect([statement, await probe(tenants[0], statement)]).toEqual([statement, { refused: PERMISSION }]);
    }
  }
});

test('the application cannot lift its chains', async () => {
  for (const statement of [
    'truncate aegis.tasks',
    'alter table aegis.tasks disable row level security',
    'drop policy tenant_isolation on aegis.tasks',
    'set role aegis_owner',
    'set session authorization aegis_dispatch',
    'create table aegis.mine (tenant_id uuid references aegis.tenants)',
    'select aegis.write_audit(null, null, null, null, null, null)',
    'select crypto.gen_random_bytes(1)',
  ]) {
    expect([statement, await probe(tenants[0], statement)]).toEqual([statement, { refused: PERMISSION }]);
  }
  await app.query('set row_security = off');
  expect(await probe(tenants[0], 'select 1 from aegis.tasks')).toEqual({ refused: PERMISSION });
  await app.query('reset row_security');
});

test('aegis_dispatch reads what is due in all tenants, moves its time, and reaches nothing else', async () => {
  const dispatch = await connect(database.dispatchUrl);
  try {
    const { rows } = await dispatch.query<{ tenant_id: string }>('select tenant_id from due_work');
    expect(rows.map((row) => row.tenant_id).sort()).toEqual([...tenants].sort());
    await dispatch.query(`update due_work set due_at = due_at + interval '1 second'`);
    const forbidden = [
      'delete from due_work',
      `update due_work set tenant_id = '${tenants[0]}'`,
      `insert into due_work (tenant_id, kind, id, due_at) values ('${tenants[0]}', 'task', gen_random_uuid(), now())`,
      ...isolated().flatMap(({ name }) => (name === 'due_work' ? [] : [`select 1 from aegis.${name}`])),
    ];
    for (const statement of forbidden) {
      await expect(dispatch.query(statement)).rejects.toMatchObject({ code: PERMISSION });
    }
  } finally {
    await dispatch.end();
  }
});

test('the gate probed every table in every way', () => {
  expect(probes).toBeGreaterThan(isolated().length * 2 * 8);
});
