import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase, type Db } from '../../db/database.ts';
import { listen, type ChangeEvent } from '../../db/listen.ts';
import { notify } from '../../db/notify.ts';
import { withTenant } from '../../db/tenant.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const tenantId = randomUUID();
const as = { tenantId, actor: 'test' };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

test('events arrive after the commit that made them true, and only then', async () => {
  const events: ChangeEvent[] = [];
  const listener = await listen(
    database.appUrl,
    (event) => events.push(event),
    () => {},
  );
  const failing = withTenant(db, as, async (tx) => {
    await notify(tx, 'task', 'rolled back');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await withTenant(db, as, (tx) => notify(tx, 'proposal', 'p-1', { version: 3 }));
  await withTenant(db, as, (tx) => notify(tx, 'sample', 's-1'));
  await until(() => events.length >= 2);
  expect(events).toEqual([
    { tenant: tenantId, kind: 'proposal', id: 'p-1', version: 3 },
    { tenant: tenantId, kind: 'sample', id: 's-1' },
  ]);
  await listener.close();
});

test('a lost connection comes back and says that events may be missing', async () => {
  const events: ChangeEvent[] = [];
  let gaps = 0;
  const listener = await listen(
    database.appUrl,
    (event) => events.push(event),
    () => (gaps += 1),
  );
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const kill = `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'aegis-listen' and datname = current_database()`;
  for (const round of [1, 2]) {
    await superuser.query(kill);
    await until(() => gaps === round);
    await withTenant(db, as, (tx) => notify(tx, 'task', `after ${round}`));
    await until(() => events.some(({ id }) => id === `after ${round}`));
  }
  await listener.close();
  const { rows } = await superuser.query(kill);
  expect(rows).toEqual([]);
  await superuser.end();
});

test('a database that is away at the start is an error', async () => {
  await expect(
    listen(
      'postgres://nobody@127.0.0.1:1/none',
      () => {},
      () => {},
    ),
  ).rejects.toThrow();
});
