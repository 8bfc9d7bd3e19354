import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { auditObjects } from '../../contracts/audit.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { withTenant } from '../../db/tenant.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { addTenant, meta } from './tenants.ts';

/** Spec E13: every insert, update and delete with old and new values, actor and time. */
let database: TestDatabase;
let db: Db;
let tenantId: string;
let connectionId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl);
  ({ tenantId, connectionId } = await addTenant(db));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const as = (actor: string, requestId: string | null = null) => ({ tenantId, actor, requestId });

function history(table: string, rowKey: string) {
  return withTenant(db, as('reader'), (tx) =>
    tx
      .selectFrom('audit_log')
      .select(['action', 'old', 'new', 'actor', 'request_id'])
      .where('table_name', '=', table)
      .where('row_key', '=', rowKey)
      .orderBy('id')
      .execute(),
  );
}

test('insert, update and delete leave old and new values, actor and request', async () => {
  const id = randomUUID();
  await withTenant(db, as('user:ada', 'r-1'), (tx) =>
    tx
      .insertInto('connections')
      .values({ id, ...meta('audited') })
      .execute(),
  );
  await withTenant(db, as('agent:budget-analyzer', 'r-2'), (tx) =>
    tx.updateTable('connections').set({ state: 'paused' }).where('id', '=', id).execute(),
  );
  await withTenant(db, as('user:bob'), (tx) => tx.deleteFrom('connections').where('id', '=', id).execute());

  expect(await history('connections', id)).toMatchObject([
    { action: 'insert', old: null, new: { id, state: 'connected' }, actor: 'user:ada', request_id: 'r-1' },
    {
      action: 'update',
      old: { state: 'connected' },
      new: { state: 'paused' },
      actor: 'agent:budget-analyzer',
      request_id: 'r-2',
    },
    { action: 'delete', old: { id, state: 'paused' }, new: null, actor: 'user:bob', request_id: null },
  ]);
});

test('a row of a partition is recorded under the table that people know, and deleting its parent records it too', async () => {
  const own = randomUUID();
  await withTenant(db, as('sync'), async (tx) => {
    await tx
      .insertInto('connections')
      .values({ id: own, ...meta('with accounts') })
      .execute();
    await tx.insertInto('ad_accounts').values(account('act_7', own)).execute();
    await tx.deleteFrom('connections').where('id', '=', own).execute();
  });
  expect(await history('ad_accounts', 'meta/act_7')).toMatchObject([
    { action: 'insert' },
    { action: 'delete' },
  ]);
});

const account = (id: string, connection: string) => ({
  platform: 'meta' as const,
  id,
  connection_id: connection,
  name: 'Shop',
  currency: 'EUR',
  time_zone: 'Europe/Paris',
  status: 'active' as const,
});

test('a sync that finds nothing new neither counts the version up nor fills the log', async () => {
  const upsert = (name: string) =>
    withTenant(db, as('sync'), (tx) =>
      tx
        .insertInto('ad_accounts')
        .values({ ...account('act_8', connectionId), name, synced_at: new Date() })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'platform', 'id']).doUpdateSet((eb) => ({
            name: eb.ref('excluded.name'),
            synced_at: eb.ref('excluded.synced_at'),
          })),
        )
        .returning('version')
        .executeTakeFirstOrThrow(),
    );
  expect(await upsert('Shop')).toEqual({ version: 1 });
  expect(await upsert('Shop')).toEqual({ version: 1 });
  expect(await upsert('Shop 2')).toEqual({ version: 2 });
  expect(await history('ad_accounts', 'meta/act_8')).toMatchObject([
    { action: 'insert' },
    { action: 'update', old: { name: 'Shop' }, new: { name: 'Shop 2' } },
  ]);
});

test('long values are kept as digest and size', async () => {
  const id = randomUUID();
  await withTenant(db, as('agent:x'), (tx) =>
    tx
      .insertInto('agent_instances')
      .values({ id, agent_key: 'long', settings: JSON.stringify({ text: 'x'.repeat(10_000) }) })
      .execute(),
  );
  const [row] = await history('agent_instances', id);
  expect(row!.new!.settings).toEqual({
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    bytes: 10_012,
  });
});

test('the application cannot write, change or delete the log', async () => {
  for (const statement of [
    sql`insert into audit_log (tenant_id, table_name, row_key, action, actor) values (${tenantId}, 'x', 'y', 'insert', 'me')`,
    sql`update audit_log set actor = 'nobody'`,
    sql`delete from audit_log`,
    sql`truncate audit_log`,
    sql`alter table audit_log disable trigger all`,
  ]) {
    await expect(withTenant(db, as('user:mallory'), (tx) => statement.execute(tx))).rejects.toMatchObject({
      code: '42501',
    });
  }
});

test('when the log cannot be written, the change does not happen', async () => {
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query('alter table aegis.audit_log add constraint full_disk check (false) not valid');
  const changing = withTenant(db, as('user:ada'), (tx) =>
    tx.updateTable('connections').set({ name: 'Changed' }).where('id', '=', connectionId).execute(),
  );
  await expect(changing).rejects.toMatchObject({ code: '23514' });
  await superuser.query('alter table aegis.audit_log drop constraint full_disk');
  await superuser.end();
  const name = await withTenant(db, as('user:ada'), (tx) =>
    tx.selectFrom('connections').select('name').where('id', '=', connectionId).executeTakeFirst(),
  );
  expect(name).toEqual({ name: 'Meta' });
});

test('every audited table has a name in the product, which the console shows', async () => {
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const { rows } = await superuser.query<{ name: string }>(
    `select distinct convert_from(split_part(encode(tgargs, 'escape'), '\\000', 1)::bytea, 'UTF8') as name from pg_trigger
      where tgfoid = 'aegis.audit_row'::regproc order by 1`,
  );
  await superuser.end();
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.map(({ name }) => name).filter((name) => !(name in auditObjects))).toEqual([]);
});
