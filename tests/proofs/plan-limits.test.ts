import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase, type Db } from '../../db/database.ts';
import { createAgentInstance, putAgentInstance } from '../../db/repositories/agent-instances.ts';
import { insertConnection, updateConnection } from '../../db/repositories/connections.ts';
import { PlanLimit } from '../../db/repositories/plans.ts';
import { startSubscription } from '../../db/repositories/subscriptions.ts';
import { createTask } from '../../db/repositories/tasks.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { randomFor, type Random } from '../../domain/random.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { proofSize } from '../setup/proof.ts';

/**
 * Spec E2 at the edge of a plan: many requests at once, some of which fail for reasons of their own. Never one above the
 * limit, never one refused below it. AEGIS_SEED repeats a run.
 */
const BURSTS = proofSize(60, 1_000);
const SEED = Number(process.env.AEGIS_SEED ?? Date.now() % 1_000_000);
jest.setTimeout(900_000);

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl, { size: 12, waitMs: 60_000 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const limits = {
  free: { tasks: 10, agents: 1, connectors: 1 },
  starter: { tasks: 100, agents: 5, connectors: 3 },
  pro: { tasks: 1_000, agents: 20, connectors: 10 },
} as const;
const zones = ['UTC', 'Europe/Paris', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kathmandu'];
const noon = new Date('2026-11-23T12:00:00Z');

class OwnFailure extends Error {}

interface Burst {
  random: Random;
  tenantId: string;
  plan: keyof typeof limits;
  zone: string;
  inTenant: <T>(work: (tx: TenantTransaction) => Promise<T>) => Promise<T>;
}

async function newBurst(name: string, nth: number): Promise<Burst> {
  const random = randomFor(SEED, name, nth);
  const [tenantId, zone] = [randomUUID(), random.pick(zones)];
  const plan = random.pick(['free', 'starter', 'pro'] as const);
  const inTenant: Burst['inTenant'] = (work) => withTenant(db, { tenantId, actor: 'test' }, work);
  await inTenant(async (tx) => {
    await tx.insertInto('tenants').values({ id: tenantId, name: 'Tenant', time_zone: zone }).execute();
    await startSubscription(tx, { plan, trialEndsAt: null, actor: 'test' }, noon);
  });
  return { random, tenantId, plan, zone, inTenant };
}

/** Sends all at once, each a moment later than asked for, so that the order is nobody's. */
async function send<T extends object>(
  { random, inTenant }: Burst,
  works: ((tx: TenantTransaction) => Promise<T>)[],
) {
  const attempts = works.map((work) => ({
    work,
    fails: random.uniform() < 0.2,
    wait: random.integer(0, 4),
    pause: random.integer(0, 2),
  }));
  const results = await Promise.all(
    attempts.map(async ({ work, fails, wait, pause }) => {
      await sleep(wait);
      return inTenant(async (tx) => {
        const done = await work(tx);
        if (pause > 0) await sleep(pause);
        if (fails) throw new OwnFailure();
        return done;
      }).then(
        (done) => ({ done, refused: null }),
        (error: unknown) => {
          if (error instanceof PlanLimit) return { done: null, refused: error };
          if (error instanceof OwnFailure) return { done: null, refused: null };
          throw error;
        },
      );
    }),
  );
  return {
    willing: attempts.filter(({ fails }) => !fails).length,
    done: results.flatMap(({ done }) => (done === null ? [] : [done])),
    refused: results.flatMap(({ refused }) => refused ?? []),
  };
}

const counted = ({ inTenant }: Burst, rows: string) =>
  inTenant(async (tx) => {
    const found = await sql<{ n: bigint }>`select count(*) as n from ${sql.raw(rows)}`.execute(tx);
    return Number(found.rows[0]!.n);
  });

async function tasks(nth: number) {
  const burst = await newBurst('tasks', nth);
  const { random, plan, inTenant } = burst;
  const limit = limits[plan].tasks;
  const free = random.integer(0, Math.min(8, limit));
  const agentInstanceId = await inTenant(async (tx) => {
    const instance = await putAgentInstance(tx, 'an-agent', {}, null, noon);
    const used = { tasks_today: limit - free, tasks_day: await dayOf(tx, noon) };
    await tx.updateTable('tenants').set(used).execute();
    return instance!.id;
  });
  const work = async (tx: TenantTransaction) =>
    (await createTask(tx, { agentKey: 'an-agent', agentInstanceId, capability: 'x', input: {} }, noon)).task;
  const { willing, done, refused } = await send(burst, Array.from({ length: random.integer(2, 16) }, () => work)); // prettier-ignore
  expect(done).toHaveLength(Math.min(willing, free));
  expect(refused.every(({ use }) => use.used === limit && use.limit === limit)).toBe(true);
  expect(await counted(burst, 'aegis.tasks')).toBe(done.length);
  const numbers = done.map(({ number }) => Number(number)).sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
}

const dayOf = async (tx: TenantTransaction, now: Date) => {
  const { time_zone } = await tx.selectFrom('tenants').select('time_zone').executeTakeFirstOrThrow();
  return new Intl.DateTimeFormat('sv-SE', { timeZone: time_zone }).format(now);
};

/** Requests from both sides of midnight in the tenant's zone, whose clocks need not agree with the order they come in. */
async function midnight(nth: number) {
  const burst = await newBurst('midnight', nth);
  const { random, inTenant } = burst;
  const plan = 'free';
  const limit = limits[plan].tasks;
  const before = random.integer(0, 6);
  const { agentInstanceId, edge } = await inTenant(async (tx) => {
    await tx.updateTable('subscriptions').set({ plan }).execute();
    const { rows } = await sql<{ edge: Date }>`
      select '2026-11-24'::timestamp at time zone time_zone as edge from tenants`.execute(tx);
    const instance = await putAgentInstance(tx, 'an-agent', {}, null, noon);
    await tx
      .updateTable('tenants')
      .set({ tasks_today: limit - before, tasks_day: '2026-11-23' })
      .execute();
    return { agentInstanceId: instance!.id, edge: rows[0]!.edge };
  });
  const works = Array.from({ length: random.integer(4, 24) }, () => {
    const now = new Date(edge.getTime() + random.pick([-1, 0, 1, 60_000, -60_000]));
    return async (tx: TenantTransaction) => {
      const { task } = await createTask(tx, { agentKey: 'an-agent', agentInstanceId, capability: 'x', input: {} }, now); // prettier-ignore
      const { tasks_day, tasks_today } = await tx.selectFrom('tenants').selectAll().executeTakeFirstOrThrow();
      return { number: Number(task.number), day: tasks_day!, used: tasks_today };
    };
  });
  const { done, refused } = await send(burst, works);
  const inOrder = done.sort((a, b) => a.number - b.number);
  for (const [i, { day, used }] of inOrder.entries()) {
    const last = inOrder[i - 1] ?? { day: '2026-11-23', used: limit - before };
    expect(day >= last.day).toBe(true);
    expect(used).toBe(day === last.day ? last.used + 1 : 1);
    expect(used).toBeLessThanOrEqual(limit);
  }
  // Who was refused met a day that was full, and it stayed so.
  for (const { use } of refused) {
    const day = use.resetsAt!.getTime() === edge.getTime() ? '2026-11-23' : '2026-11-24';
    const last = inOrder.findLast((one) => one.day === day)?.used ?? (day === '2026-11-23' ? limit - before : 0); // prettier-ignore
    expect(last).toBe(limit);
  }
}

async function agents(nth: number) {
  const burst = await newBurst('agents', nth);
  const { random, plan, inTenant } = burst;
  const limit = limits[plan].agents;
  const free = random.integer(0, Math.min(4, limit));
  const off = random.integer(0, 4);
  await inTenant(async (tx) => {
    for (let i = 0; i < limit - free; i++) await tx.insertInto('agent_instances').values({ agent_key: `on-${i}` }).execute(); // prettier-ignore
    for (let i = 0; i < off; i++)
      await tx
        .insertInto('agent_instances')
        .values({ agent_key: `off-${i}`, enabled: false })
        .execute();
  });
  const works = [
    ...Array.from({ length: off }, (_, i) => (tx: TenantTransaction) => putAgentInstance(tx, `off-${i}`, { enabled: true }, null, noon) as Promise<object>), // prettier-ignore
    ...Array.from({ length: random.integer(2, 6) }, (_, i) => (tx: TenantTransaction) => createAgentInstance(tx, `new-${i}`, {}, noon) as Promise<object>), // prettier-ignore
  ];
  const { willing, done, refused } = await send(burst, works);
  expect(done).toHaveLength(Math.min(willing, free));
  expect(refused.every(({ use }) => use.used === limit && use.of === 'agents')).toBe(true);
  expect(await counted(burst, 'aegis.agent_instances where enabled')).toBe(limit - free + done.length);
}

async function connectors(nth: number) {
  const burst = await newBurst('connectors', nth);
  const { random, plan, inTenant } = burst;
  const limit = limits[plan].connectors;
  const free = random.integer(0, Math.min(3, limit));
  const row = (name: string) => ({
    ...{ platform: 'meta' as const, environment: 'sandbox' as const, name },
    external_user_id: name,
  });
  const paused = await inTenant(async (tx) => {
    for (let i = 0; i < limit - free; i++)
      await tx
        .insertInto('connections')
        .values(row(`used-${i}`))
        .execute();
    const ids: string[] = [];
    for (let i = 0; i < random.integer(0, 3); i++) {
      const { id } = await tx
        .insertInto('connections')
        .values({ ...row(`paused-${i}`), state: 'paused' })
        .returning('id')
        .executeTakeFirstOrThrow();
      ids.push(id);
    }
    return ids;
  });
  const connect = (name: string) => (tx: TenantTransaction) =>
    insertConnection(
      tx,
      {
        ...{ platform: 'meta', environment: 'sandbox', name, externalUserId: name },
        ...{ scopes: [], connectedBy: null, expiresAt: null },
      },
      noon,
    );
  const works: ((tx: TenantTransaction) => Promise<object>)[] = [
    ...paused.map(
      (id) => (tx: TenantTransaction) => updateConnection(tx, id, { paused: false }, noon) as Promise<object>,
    ),
    ...Array.from({ length: random.integer(2, 6) }, (_, i) => connect(`new-${i}`)),
  ];
  const { willing, done, refused } = await send(burst, works);
  expect(done).toHaveLength(Math.min(willing, free));
  expect(refused.every(({ use }) => use.used === limit && use.of === 'connectors')).toBe(true);
  expect(await counted(burst, `aegis.connections where state <> 'paused'`)).toBe(limit - free + done.length);
  // Who is connected already takes no further place, however full the plan is.
  if (limit - free > 0) await inTenant(connect('used-0'));
}

test(`in ${BURSTS} random bursts at a plan's edge admission is exact (E2), seed ${SEED}`, async () => {
  const kinds = [tasks, midnight, agents, connectors];
  for (let nth = 0; nth < BURSTS; nth++) await kinds[nth % kinds.length]!(nth);
});

test('one agent asked for twice at once takes one place', async () => {
  for (let nth = 0; nth < 5; nth++) {
    const burst = await newBurst('twice', nth);
    await burst.inTenant((tx) => tx.updateTable('subscriptions').set({ plan: 'free' }).execute());
    const both = await Promise.all(
      [0, 1, 2].map(() => burst.inTenant((tx) => putAgentInstance(tx, 'same', {}, null, noon))),
    );
    expect(new Set(both.map((one) => one!.id)).size).toBe(1);
  }
});

test('the plan of a tenant changes with its subscription only', async () => {
  const { inTenant } = await newBurst('guard', 0);
  await expect(
    inTenant((tx) => tx.updateTable('tenants').set({ plan: 'enterprise' }).execute()),
  ).rejects.toMatchObject({ code: '42501' });
  await inTenant((tx) => tx.updateTable('subscriptions').set({ plan: 'enterprise' }).execute());
  const row = await inTenant((tx) => tx.selectFrom('tenants').select('plan').executeTakeFirstOrThrow());
  expect(row.plan).toBe('enterprise');
});
