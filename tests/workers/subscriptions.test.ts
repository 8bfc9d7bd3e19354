import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase, openDispatch, type Db } from '../../db/database.ts';
import { putAgentInstance } from '../../db/repositories/agent-instances.ts';
import { startSubscription } from '../../db/repositories/subscriptions.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { sweep, type SweeperDeps } from '../../workers/sweeper.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

/** Spec E2: a trial ends on its day although nobody asks. */
let database: TestDatabase;
let db: Db;
let deps: SweeperDeps;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl);
  deps = {
    ...{ db, dispatch: openDispatch(database.dispatchUrl), now: () => new Date(), everyMs: 1_000 },
    onError: (error: unknown) => {
      throw error;
    },
  } as unknown as SweeperDeps; // what looks at Temporal is not needed
});
afterAll(async () => {
  await deps.dispatch.destroy();
  await db.close();
  await database.drop();
});

async function newTenant(trialEndsAt: Date) {
  const tenantId = randomUUID();
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
    withTenant(db, { tenantId, actor: 'test' }, work);
  await inTenant(async (tx) => {
    await tx.insertInto('tenants').values({ id: tenantId, name: 'Tenant' }).execute();
    await startSubscription(tx, { plan: 'pro', trialEndsAt, actor: 'test' }, new Date());
    await tx.insertInto('agent_instances').values({ agent_key: 'first' }).execute();
    await tx.insertInto('agent_instances').values({ agent_key: 'second' }).execute();
  });
  const look = () =>
    inTenant(async (tx) => ({
      plan: (await tx.selectFrom('tenants').select('plan').executeTakeFirstOrThrow()).plan,
      on: (await tx.selectFrom('agent_instances').select('agent_key').where('enabled', '=', true).execute()).length,
      due: (await tx.selectFrom('due_work').select('due_at').execute()).map(({ due_at }) => due_at),
      events: (await tx.selectFrom('subscription_events').select('kind').orderBy('id').execute()).map(({ kind }) => kind),
    })); // prettier-ignore
  return { inTenant, look };
}

test('a trial that is over becomes Free, what is beyond it is switched off, and nothing is due any more', async () => {
  const { look } = await newTenant(new Date(Date.now() - 1_000));
  await sweep(deps);
  expect(await look()).toEqual({ plan: 'free', on: 1, due: [], events: ['trial-started', 'trial-ended'] });
  expect(await sweep(deps)).toBe(0);
});

test('one that is looked at early stays until its day, and is looked at then', async () => {
  const ends = new Date(Date.now() + 86_400_000);
  const { inTenant, look } = await newTenant(ends);
  await inTenant((tx) =>
    tx
      .updateTable('due_work')
      .set({ due_at: new Date(0) })
      .execute(),
  );
  await sweep(deps);
  expect(await look()).toEqual({ plan: 'pro', on: 2, due: [ends], events: ['trial-started'] });
  await inTenant((tx) => putAgentInstance(tx, 'third', {}));
  expect((await look()).on).toBe(3);
});
