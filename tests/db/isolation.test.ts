import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { personTables } from './catalogue.ts';
import { askOn, probeTable, probeWithoutTenant, type Ask } from './probes.ts';
import { readTables, seedTenant, type Row, type Table } from './rows.ts';

/** Spec E1: no tenant reads, changes, creates or refers to anything of another. Generated from the catalogue. */
let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let ask: Ask;
let tables: Table[];
const tenants = [randomUUID(), randomUUID()] as const;
const directions = [
  [tenants[0], tenants[1]],
  [tenants[1], tenants[0]],
] as const;
const seeds = new Map<string, Map<string, Row>>();
let probes = 0;

const PERMISSION = '42501'; // also what a row-level security violation reports

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = await connect(database.superuserUrl);
  app = await connect(database.appUrl);
  ask = askOn(app, () => (probes += 1));
  tables = await readTables(superuser);
  for (const tenant of tenants) seeds.set(tenant, await seedTenant(superuser, tables, tenant));
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await app.end();
  await database.drop();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  await client.connect();
  return client;
}

/** Everything but the vault's key, which nobody reaches, and what is the same for everybody. */
const isolated = () => tables.filter(({ name, reference }) => name !== 'vault_keys' && !reference);

async function snapshot(): Promise<string> {
  const parts = [];
  for (const table of tables) {
    const { rows } = await superuser.query<{ all: string }>(
      `select json_agg(t order by t::text)::text as all from aegis.${table.name} t`,
    );
    parts.push(rows[0]!.all);
  }
  return parts.join('\n');
}

test('every table has a seeded row in both tenants', () => {
  for (const tenant of tenants) {
    expect([...seeds.get(tenant)!.keys()]).toEqual(
      expect.arrayContaining(isolated().map(({ name }) => name)),
    );
  }
});

test('no table gives, changes or takes a row of the other tenant, tells of it or points to it, and nothing was changed', async () => {
  const before = await snapshot();
  const leaks: string[] = [];
  for (const direction of directions) {
    for (const table of isolated()) leaks.push(...(await probeTable(ask, table, seeds, direction)));
  }
  expect(leaks).toEqual([]);
  expect(await snapshot()).toBe(before);
}, 120_000);

test('a probe that may see a row sees it, so that silence means something', async () => {
  for (const tenant of tenants) {
    for (const table of isolated()) {
      if (personTables.includes(table.name) && table.name !== 'users') continue; // some are for signing in only
      const column = table.tenantColumn ?? table.primaryKey[0]!;
      const own = await ask(
        tenant,
        `select 1 from aegis.${table.name} where "${column}"::text = $1 limit 1`,
        [seeds.get(tenant)!.get(table.name)![column]!],
      );
      expect([table.name, own]).toEqual([table.name, expect.objectContaining({ count: 1 })]);
    }
  }
});

test('without a tenant every tenant table is empty and takes nothing', async () => {
  const leaks: string[] = [];
  for (const table of isolated()) {
    if (personTables.includes(table.name)) continue;
    leaks.push(...(await probeWithoutTenant(ask, table, seeds)));
    const malformed = await ask('nobody', `select 1 from aegis.${table.name}`);
    if (!('refused' in malformed)) leaks.push(`${table.name} answers a tenant that is no id`);
  }
  expect(leaks).toEqual([]);
});

test('what is the same for everybody cannot be changed', async () => {
  for (const { name, columns } of tables.filter(
    ({ reference, name }) => reference && name !== 'vault_keys',
  )) {
    const column = `"${columns[0]!.name}"`;
    for (const statement of [
      `update aegis.${name} set ${column} = ${column}`,
      `delete from aegis.${name}`,
      `insert into aegis.${name} default values`,
    ]) {
      expect([statement, await ask(tenants[0], statement)]).toEqual([
        statement,
        expect.objectContaining({ refused: PERMISSION }),
      ]);
    }
  }
});

test('partitions and the vault key cannot be reached around their parents', async () => {
  const names = [...tables.flatMap(({ partitions }) => partitions), 'aegis.vault_keys'];
  expect(names.length).toBeGreaterThanOrEqual(13);
  for (const name of names) {
    for (const statement of [
      `select 1 from ${name}`,
      `select 1 from only ${name}`,
      `delete from ${name}`,
      `update ${name} set tenant_id = tenant_id`,
      `insert into ${name} default values`,
      `truncate ${name}`,
    ]) {
      const answer = await ask(tenants[0], statement);
      expect([statement, 'refused' in answer && ['42501', '42703'].includes(answer.refused)]).toEqual([
        statement,
        true,
      ]);
    }
  }
});

test('no function answers about a row of the other tenant', async () => {
  const { rows: functions } = await superuser.query<{ name: string; types: string[]; set: boolean }>(
    `select 'aegis.' || p.proname as name, p.proretset as set,
      array(select format_type(t, null) from unnest(p.proargtypes) t) as types
    from pg_proc p where p.pronamespace = 'aegis'::regnamespace and p.prokind = 'f' and cardinality(p.proargtypes) > 0
      and has_function_privilege('aegis_app', p.oid, 'EXECUTE') and p.prorettype <> 'trigger'::regtype`,
  );
  expect(functions.map(({ name }) => name)).toContain('aegis.vault_get');
  for (const [mine, other] of directions) {
    const rows = seeds.get(other)!;
    const ids = [...new Set([...rows.values()].flatMap((row) => Object.values(row)))].filter((value) =>
      /^[0-9a-f-]{36}$/.test(value ?? ''),
    );
    for (const { name, types } of functions) {
      for (const id of ids) {
        const values = types.map((type) => (type === 'uuid' ? id : type === 'uuid[]' ? `{${id}}` : null));
        const call = `select * from ${name}(${types.map((type, i) => `$${i + 1}::${type}`).join(', ')}) as answer`;
        const answer = await ask(mine, call, values);
        const told = 'refused' in answer ? answer.message : JSON.stringify(answer.rows);
        const theirs = [...rows.values()].flatMap((row) => Object.values(row));
        const secrets = theirs.filter((value) => value !== null && value.length > 8 && value !== id);
        const common = new Set([...seeds.get(mine)!.values()].flatMap((row) => Object.values(row)));
        expect([name, secrets.filter((value) => !common.has(value) && told.includes(value!))]).toEqual([
          name,
          [],
        ]);
      }
    }
  }
});

test('statistics of the tables tell nothing', async () => {
  await superuser.query('analyze');
  for (const view of ['pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs']) {
    const answer = await ask(tenants[0], `select 1 from ${view} where schemaname = 'aegis'`);
    expect([view, answer]).toEqual([view, { count: 0, rows: [] }]);
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
    'create temporary table mine ()',
    `create function aegis.mine() returns int language sql as 'select 1'`,
    'select aegis.write_audit(null, null, null, null, null, null)',
    'select crypto.gen_random_bytes(1)',
    'copy aegis.tasks to program $$true$$',
    `select pg_read_file('postgresql.conf')`,
  ]) {
    expect([statement, await ask(tenants[0], statement)]).toEqual([
      statement,
      expect.objectContaining({ refused: PERMISSION }),
    ]);
  }
  await app.query('set row_security = off');
  expect(await ask(tenants[0], 'select 1 from aegis.tasks')).toMatchObject({ refused: PERMISSION });
  await app.query('reset row_security');
});

test('aegis_dispatch reads what is due in all tenants, moves its time, and reaches nothing else', async () => {
  const dispatch = await connect(database.dispatchUrl);
  try {
    const { rows } = await dispatch.query<{ tenant_id: string }>('select distinct tenant_id from due_work');
    expect(rows.map((row) => row.tenant_id).sort()).toEqual([...tenants].sort());
    await dispatch.query(`update due_work set due_at = due_at + interval '1 second'`);
    const forbidden = [
      'delete from due_work',
      `update due_work set tenant_id = '${tenants[0]}'`,
      `insert into due_work (tenant_id, kind, id, due_at) values ('${tenants[0]}', 'task', gen_random_uuid(), now())`,
      ...tables.flatMap(({ name }) => (name === 'due_work' ? [] : [`select 1 from aegis.${name}`])),
    ];
    for (const statement of forbidden) {
      await expect(dispatch.query(statement)).rejects.toMatchObject({ code: PERMISSION });
    }
  } finally {
    await dispatch.end();
  }
});

test('the gate tried at least 5,000 ways', () => {
  expect(probes).toBeGreaterThanOrEqual(5_000);
});
