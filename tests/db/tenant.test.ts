import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { DatabaseUnavailable, openDatabase, openDispatch, type Db } from '../../db/database.ts';
import { withoutTenant, withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { addTenant, meta } from './tenants.ts';

let database: TestDatabase;
let db: Db;
let a: { tenantId: string; connectionId: string };
let b: { tenantId: string; connectionId: string };
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl);
  a = await addTenant(db);
  b = await addTenant(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const as = (tenant: { tenantId: string }) => ({
  tenantId: tenant.tenantId,
  actor: 'user:test',
  requestId: 'r-1',
});
const connections = (tx: TenantTransaction) => tx.selectFrom('connections').select('id').execute();
const settings = sql<{ tenant: string; actor: string; request: string }>`
  select current_setting('app.tenant_id', true) as tenant, current_setting('app.actor', true) as actor,
    current_setting('app.request_id', true) as request`;

/** A pool of one connection, so that what one transaction leaves behind the next one finds. */
async function onOneConnection(work: (one: Db) => Promise<void>): Promise<void> {
  const one = openDatabase(database.appUrl, { size: 1, waitMs: 300 });
  try {
    await work(one);
  } finally {
    await one.close();
  }
}

test('work sees its tenant, and who does it for which request', async () => {
  await withTenant(db, as(a), async (tx) => {
    expect(tx.tenantId).toBe(a.tenantId);
    expect(await connections(tx)).toEqual([{ id: a.connectionId }]);
    const { rows } = await settings.execute(tx);
    expect(rows).toEqual([{ tenant: a.tenantId, actor: 'user:test', request: 'r-1' }]);
  });
});

test('a write without naming the tenant lands in the tenant of the transaction', async () => {
  const row = await withTenant(db, as(b), (tx) =>
    tx.insertInto('connections').values(meta('person-2')).returning('tenant_id').executeTakeFirstOrThrow(),
  );
  expect(row.tenant_id).toBe(b.tenantId);
});

test('no context survives a commit, an error in the work, or a failed statement', async () => {
  await onOneConnection(async (one) => {
    const nothing = async () => {
      const client = await one.pool.connect();
      const { rows } =
        await client.query(`select coalesce(current_setting('app.tenant_id', true), '') as tenant,
        (select count(*) from connections) as seen, now() = statement_timestamp() as idle`);
      client.release();
      expect(rows).toEqual([{ tenant: '', seen: 0n, idle: true }]);
    };
    await withTenant(one, as(a), connections);
    await nothing();
    await withTenant(one, { ...as(a), readOnly: true }, connections);
    await nothing();
    await expect(withTenant(one, as(a), () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await nothing();
    await expect(withTenant(one, as(a), (tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow(
      'division by zero',
    );
    await nothing();
  });
});

test('an error rolls everything back', async () => {
  const id = randomUUID();
  const failing = withTenant(db, as(a), async (tx) => {
    await tx
      .insertInto('connections')
      .values({ id, ...meta('lost') })
      .execute();
    throw new Error('afterwards');
  });
  await expect(failing).rejects.toThrow('afterwards');
  expect(await withTenant(db, as(a), connections)).not.toContainEqual({ id });
});

test('work that swallows a failed statement is told that nothing was kept', async () => {
  const id = randomUUID();
  const swallowing = withTenant(db, as(a), async (tx) => {
    await tx
      .insertInto('connections')
      .values({ id, ...meta('lost') })
      .execute();
    await sql`select 1 / 0`.execute(tx).catch(() => {});
  });
  await expect(swallowing).rejects.toThrow('rolled back');
  expect(await withTenant(db, as(a), connections)).not.toContainEqual({ id });
});

test('a read-only transaction cannot write', async () => {
  const writing = withTenant(db, { ...as(a), readOnly: true }, (tx) =>
    tx.insertInto('connections').values(meta('never')).execute(),
  );
  await expect(writing).rejects.toMatchObject({ code: '25006' });
});

test('a transaction that has ended takes no statement, so it cannot run as the next tenant', async () => {
  await onOneConnection(async (one) => {
    let kept: TenantTransaction | undefined;
    await withTenant(one, as(a), async (tx) => {
      kept = tx;
      await connections(tx);
    });
    await withTenant(one, as(b), async () => {
      await expect(connections(kept!)).rejects.toThrow('has ended');
    });
  });
});

test('the tenant comes as a UUID or not at all', async () => {
  for (const tenantId of ['', 'x', `${a.tenantId}'; --`]) {
    await expect(withTenant(db, { tenantId, actor: 'x' }, connections)).rejects.toThrow('UUID');
  }
});

test('a transaction cannot open another: the types refuse it', () => {
  const nested = (tx: TenantTransaction) => [
    // @ts-expect-error a transaction is no database
    withTenant(tx, as(a), connections),
    // @ts-expect-error no transaction inside a transaction
    tx.transaction as unknown,
    // @ts-expect-error no way around the transaction
    tx.connection as unknown,
  ];
  expect(nested).toBeInstanceOf(Function);
});

test('before sign-in only people are there, and memberships of the one who signs in', async () => {
  const email = `${randomUUID()}@example.test`;
  const user = await withoutTenant(db, (tx) =>
    tx.insertInto('users').values({ email, name: 'Ada' }).returning('id').executeTakeFirstOrThrow(),
  );
  await withTenant(db, as(a), (tx) =>
    tx.insertInto('memberships').values({ user_id: user.id, role: 'owner' }).execute(),
  );
  const memberships = (userId?: string) =>
    withoutTenant(db, (tx) => tx.selectFrom('memberships').select(['tenant_id', 'role']).execute(), {
      userId,
    });
  expect(await memberships()).toEqual([]);
  expect(await memberships(randomUUID())).toEqual([]);
  expect(await memberships(user.id)).toEqual([{ tenant_id: a.tenantId, role: 'owner' }]);
  const people = (tenant: { tenantId: string }) =>
    withTenant(db, as(tenant), (tx) => tx.selectFrom('users').select('email').execute());
  expect(await people(a)).toEqual([{ email }]);
  expect(await people(b)).toEqual([]);
});

test('big numbers, dates and instants arrive exactly', async () => {
  const { rows } = await withTenant(db, as(a), (tx) =>
    sql`select 9223372036854775807::bigint as big, date '2026-03-01' as day, timestamptz '2026-03-01T12:00:00Z' as at,
      '{"a": [1]}'::jsonb as json`.execute(tx),
  );
  expect(rows).toEqual([
    { big: 9223372036854775807n, day: '2026-03-01', at: new Date('2026-03-01T12:00:00Z'), json: { a: [1] } },
  ]);
});

test('statements sent together are answered in order', async () => {
  const answers = await withTenant(db, as(a), (tx) =>
    Promise.all([1, 2, 3].map((n) => sql<{ n: number }>`select ${n}::int as n`.execute(tx))),
  );
  expect(answers.map(({ rows }) => rows[0]!.n)).toEqual([1, 2, 3]);
});

test('the sweeper finds what is due in every tenant, oldest first', async () => {
  const id = randomUUID();
  for (const [tenant, due] of [
    [a, '2026-01-02T00:00:00Z'],
    [b, '2026-01-01T00:00:00Z'],
  ] as const) {
    await withTenant(db, as(tenant), (tx) =>
      tx
        .insertInto('due_work')
        .values({ kind: 'task', id, due_at: new Date(due) })
        .execute(),
    );
  }
  const dispatch = openDispatch(database.dispatchUrl);
  const due = await dispatch.selectFrom('due_work').selectAll().orderBy('due_at').execute();
  await dispatch.destroy();
  expect(due).toEqual([
    { tenant_id: b.tenantId, kind: 'task', id, due_at: new Date('2026-01-01T00:00:00Z') },
    { tenant_id: a.tenantId, kind: 'task', id, due_at: new Date('2026-01-02T00:00:00Z') },
  ]);
});

test('of statements sent together, the one that failed says why', async () => {
  const together = withTenant(db, as(a), (tx) =>
    Promise.all([
      tx.insertInto('due_work').values({ kind: 'task', id: 'no-id', due_at: new Date() }).executeTakeFirst(),
      sql`select 1`.execute(tx),
    ]),
  );
  await expect(together).rejects.toMatchObject({ code: '22P02' });
});

test('when no connection is to be had, the caller is told so', async () => {
  await onOneConnection(async (one) => {
    await withTenant(one, as(a), async () => {
      await expect(withTenant(one, as(b), connections)).rejects.toThrow(DatabaseUnavailable);
    });
  });
  const nowhere = openDatabase('postgres://nobody@127.0.0.1:1/none');
  await expect(withTenant(nowhere, as(a), connections)).rejects.toMatchObject({
    code: 'database-unavailable',
  });
  await nowhere.close();
});

test('mixed tenants over one pool, with connections killed in between, never see each other', async () => {
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const busy = openDatabase(database.appUrl, { size: 4 });
  const step = fc.record({
    mine: fc.boolean(),
    ending: fc.constantFrom('return', 'throw', 'fail', 'kill'),
    readOnly: fc.boolean(),
  });
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        await Promise.all(
          steps.map(async ({ mine, ending, readOnly }) => {
            const tenant = mine ? a : b;
            const other = mine ? b : a;
            const work = withTenant(busy, { ...as(tenant), readOnly }, async (tx) => {
              const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
              const seen = await connections(tx);
              expect(seen).toContainEqual({ id: tenant.connectionId });
              expect(seen).not.toContainEqual({ id: other.connectionId });
              if (ending === 'kill') await superuser.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
              if (ending === 'throw') throw new Error('asked to');
              if (ending === 'fail') await sql`select 1 / 0`.execute(tx);
              if (ending === 'kill') await connections(tx);
            });
            if (ending === 'return') await work;
            else await expect(work).rejects.toBeInstanceOf(Error);
          }),
        );
      }),
      { numRuns: 40 },
    );
  } finally {
    await busy.close();
    await superuser.end();
  }
}, 60_000);
