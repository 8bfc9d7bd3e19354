import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { describe } from '../../db/describe.ts';
import { bootstrap, isMigrated, migrate } from '../../db/migrate.ts';
import { migrations } from '../../migrations/index.ts';
import { passwords } from '../setup/names.ts';
import { readTables, seedTenant, type Row } from './rows.ts';

const server = process.env.AEGIS_TEST_POSTGRES!;
const created: string[] = [];

/** A database with roles and nothing else. */
async function empty() {
  const database = `test_migrate_${randomUUID().replaceAll('-', '')}`;
  created.push(database);
  return bootstrap(server, { database, passwords });
}

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const database of created.splice(0))
    await query(server, `drop database if exists ${database} with (force)`);
});

test('an empty database gets every migration once, in order', async () => {
  const { owner } = await empty();
  expect(await isMigrated(owner)).toBe(false);
  expect(await migrate(owner)).toEqual(Object.keys(migrations));
  expect(await isMigrated(owner)).toBe(true);
  expect(await migrate(owner)).toEqual([]);
});

test('servers that start at the same moment do not fight', async () => {
  const database = `test_migrate_${randomUUID().replaceAll('-', '')}`;
  created.push(database);
  const starts = await Promise.all(
    Array.from({ length: 4 }, () => bootstrap(server, { database, passwords })),
  );
  const ran = await Promise.all(starts.map(({ owner }) => migrate(owner)));
  expect(ran.filter((names) => names.length > 0)).toEqual([Object.keys(migrations)]);
});

test('every role reaches the database with its own password only', async () => {
  const { app, owner } = await empty();
  expect(await query(app, 'select current_user::text as role')).toEqual([{ role: 'aegis_app' }]);
  expect(await query(owner, 'select current_user::text as role')).toEqual([{ role: 'aegis_migrator' }]);
  const wrong = new URL(app);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('a migration that fails is named and leaves nothing behind', async () => {
  const { owner } = await empty();
  await query(server.replace(/\/postgres$/, new URL(owner).pathname), 'create schema aegis');
  await expect(migrate(owner)).rejects.toThrow(
    /Migration 0001-tenancy failed and was rolled back: .*already exists/,
  );
  expect(await isMigrated(owner)).toBe(false);
});

/** Rows that a migration means to take away: of what every tenant shares, never of what somebody wrote. */
const takenBack: Record<string, string[]> = { '0033-identity-rights': ['admin/identity'] };

test('every migration keeps what was written before it, and leads to the same database as from empty', async () => {
  const fresh = await empty();
  await migrate(fresh.owner);
  const filled = await empty();
  const superuser = new pg.Client({ connectionString: asSuperuser(filled.owner) });
  await superuser.connect();
  try {
    const tenants = [randomUUID(), randomUUID()];
    const known = new Map(tenants.map((tenant) => [tenant, new Map<string, Row>()]));
    for (const name of Object.keys(migrations)) {
      const before = await keysOf(superuser);
      expect(await migrate(filled.owner, name)).toEqual([name]);
      const after = await keysOf(superuser);
      for (const [table, keys] of before) {
        const kept = keys.filter((key) => !takenBack[name]?.includes(key));
        expect([name, table, after.get(table)]).toEqual([name, table, expect.arrayContaining(kept)]);
      }
      for (const tenant of tenants) await fillNewTables(superuser, tenant, known.get(tenant)!);
    }
    const [one, other] = await Promise.all(
      [filled, fresh].map(({ owner }) => describedAs(asSuperuser(owner))),
    );
    expect(one).toEqual(other);
  } finally {
    await superuser.end();
  }
}, 120_000);

/** A row of the tenant in every table that has none of it yet, as a workspace of that release would have had. */
async function fillNewTables(superuser: pg.Client, tenant: string, known: Map<string, Row>): Promise<void> {
  const { rows } = await superuser.query(`select from pg_namespace where nspname = 'aegis'`);
  if (rows.length === 0) return;
  const tables = await readTables(superuser);
  const missing = tables.filter(({ name }) => !known.has(name));
  for (const [table, row] of await seedTenant(superuser, missing, tenant, (_, row) => row, known))
    known.set(table, row);
}

/** Primary keys of every row, by table. */
async function keysOf(superuser: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await superuser.query(`select from pg_namespace where nspname = 'aegis'`);
  const found = new Map<string, string[]>();
  if (rows.length === 0) return found;
  for (const { name, primaryKey } of await readTables(superuser)) {
    const key = primaryKey.map((column) => `"${column}"::text`).join(` || '/' || `);
    const stored = await superuser.query<{ key: string }>(
      `select ${key} as key from aegis.${name} order by 1`,
    );
    found.set(
      name,
      stored.rows.map((row) => row.key),
    );
  }
  return found;
}

async function describedAs(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await describe(client);
  } finally {
    await client.end();
  }
}

const asSuperuser = (owner: string) => server.replace(/\/postgres$/, new URL(owner).pathname);

test('two servers starting at the same moment both start, and a third after one was killed in the middle', async () => {
  const name = `test_migrate_${randomUUID().replaceAll('-', '')}`;
  created.push(name);
  const url = (user: string, password: string) => {
    const to = new URL(server);
    return Object.assign(to, { pathname: `/${name}`, username: user, password }).href;
  };
  const env = {
    ...process.env,
    ADMIN_DATABASE_URL: server,
    DATABASE_URL: url('aegis_app', passwords.app),
    DISPATCH_DATABASE_URL: url('aegis_dispatch', passwords.dispatch),
    OWNER_DATABASE_URL: url('aegis_migrator', passwords.owner),
    TEMPORAL_ADDRESS: '',
  };
  const start = () =>
    spawn(process.execPath, ['cli/main.mjs', 'migrate'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = async (child: ReturnType<typeof start>) => {
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  };
  // Killed while it holds the lock: another session holds the schema's name back, so it waits in the middle.
  const urls = await bootstrap(server, { database: name, passwords });
  const holder = new pg.Client({ connectionString: asSuperuser(urls.owner) });
  await holder.connect();
  await holder.query('begin; create schema aegis');
  const killed = start();
  const death = once(killed, 'close');
  const waits = `select from pg_stat_activity where datname = '${name}' and wait_event_type = 'Lock' and application_name = 'aegis-migrate'`;
  while ((await query(server, waits)).length === 0) await sleep(50);
  killed.kill('SIGKILL');
  await death;
  await holder.query('rollback');
  await holder.end();

  const results = await Promise.all([ended(start()), ended(start())]);
  expect(results.map(({ code, said }) => [code, said])).toEqual(results.map(({ said }) => [0, said]));
  expect(results.map(({ said }) => said.trim()).sort()).toEqual([
    `Migrated: ${Object.keys(migrations).join(', ')}`,
    'The database is up to date.',
  ]);
  const { code, said } = await ended(start());
  expect([code, said.trim()]).toEqual([0, 'The database is up to date.']);
}, 120_000);
