import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { bootstrap, isMigrated, migrate } from '../../db/migrate.ts';
import { migrations } from '../../migrations/index.ts';
import { passwords } from '../setup/names.ts';

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
