import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase, openDispatch, type Db } from '../../db/database.ts';
import { putAgentInstance } from '../../db/repositories/agent-instances.ts';
import { tell } from '../../db/repositories/notifications.ts';
import { startSubscription } from '../../db/repositories/subscriptions.ts';
import { withoutTenant, withTenant, type TenantTransaction } from '../../db/tenant.ts';
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

test('what a person is told at once is in the outbox after the next round; of a plan’s end they are told before it (C8)', async () => {
  const ends = new Date(Date.now() + 2 * 86_400_000);
  const { inTenant } = await newTenant(ends);
  const userId = randomUUID();
  await withoutTenant(db, (tx) =>
    tx
      .insertInto('users')
      .values({ id: userId, email: `${userId}@example.test`, name: 'Ada', locale: 'fr' })
      .execute(),
  );
  await inTenant(async (tx) => {
    await tx.insertInto('memberships').values({ user_id: userId, role: 'owner' }).execute();
    const news = { kind: 'api-key-created', subject: userId, words: { name: 'CI' } } as const;
    await tell(tx, news, { account: userId });
    await tx
      .updateTable('due_work')
      .set({ due_at: new Date(0) })
      .where('kind', '=', 'subscription')
      .execute();
  });
  await sweep(deps);
  const { mails, told } = await inTenant(async (tx) => ({
    mails: await tx.selectFrom('emails').select(['recipient', 'template', 'words', 'locale']).execute(),
    told: await tx.selectFrom('notifications').select(['kind', 'words']).orderBy('created_at').execute(),
  }));
  expect(mails).toMatchObject([
    { template: 'notification', locale: 'fr', words: { line: 'La clé d’API CI a été créée en votre nom' } },
  ]);
  expect(told).toMatchObject([
    { kind: 'api-key-created' },
    { kind: 'plan-ending', words: { plan: 'pro', next: 'free', at: ends.toISOString() } },
  ]);
});
