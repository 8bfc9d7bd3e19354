import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Plan } from '../../contracts/plan.ts';
import { putAgentInstance } from '../../db/repositories/agent-instances.ts';
import { insertConnection } from '../../db/repositories/connections.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import type { Person } from './api.ts';
import { startSyncedApi, type SyncedApi } from './synced.ts';
import { startTestApi, type TestApi } from './api.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-23T20:00:00Z');
const after = (days: number) => new Date(START + days * DAY).toISOString();

let api: TestApi;
let now = START;
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

const planOf = async (person: Person) => (await person.call('GET', '/api/v1/plan')).body as unknown as Plan;
const choose = (person: Person, plan: string) => person.call('PUT', '/api/v1/plan', { plan });
const tryOut = (person: Person, plan: string, key = 'a key') =>
  person.call('POST', '/api/v1/plan/trial', { plan }, { 'idempotency-key': key });
const inTenant = <T>({ tenantId }: Person, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(api.db, { tenantId, actor: 'test' }, work);
/** The clock moves; sessions end on the way. */
const wait = async (person: Person, days: number): Promise<Person> => {
  now = START + days * DAY;
  return { ...person, ...(await api.signIn(person)) };
};
const addAgents = async (person: Person, ...keys: string[]) => {
  for (const key of keys) await inTenant(person, (tx) => putAgentInstance(tx, key, {}, null, new Date(now)));
};
const connect = (person: Person, name: string) =>
  inTenant(person, (tx) =>
    insertConnection(
      tx,
      {
        ...{ platform: 'meta', environment: 'live', name, externalUserId: name },
        ...{ scopes: [], connectedBy: null, expiresAt: null },
      },
      new Date(now),
    ),
  );

describe('the plan of a workspace (E2, C8)', () => {
  test('shows use against limits, what opens more, and what every plan gives', async () => {
    now = START;
    const person = await api.newPerson({ plan: 'starter', timeZone: 'Europe/Paris' });
    await addAgents(person, 'one', 'two');
    await connect(person, 'a');
    const plan = await planOf(person);
    expect(plan).toMatchObject({ plan: 'starter', state: 'active', next: null, trialAvailable: true });
    expect(plan.use).toEqual([
      { of: 'tasks', used: 0, limit: 100, resetsAt: '2026-11-23T23:00:00.000Z', opensWith: 'pro' },
      { of: 'agents', used: 2, limit: 5, resetsAt: null, opensWith: 'pro' },
      { of: 'connectors', used: 1, limit: 3, resetsAt: null, opensWith: 'pro' },
    ]);
    expect(plan.offers.map(({ plan: key, tasks, agents, connectors, premiumAgents, sso, support }) => [key, tasks, agents, connectors, premiumAgents, sso, support])).toEqual([
      ['free', 10, 1, 1, false, false, 'community'],
      ['starter', 100, 5, 3, false, false, 'email'],
      ['pro', 1_000, 20, 10, true, false, 'priority'],
      ['enterprise', null, null, null, true, true, 'dedicated'],
    ]); // prettier-ignore
    expect(plan.events).toMatchObject([{ kind: 'started', from: null, to: 'starter', by: 'Owner' }]);
  });

  test('a larger plan opens at once, with an event that names who did it', async () => {
    now = START;
    const person = await api.newPerson({ plan: 'free' });
    await addAgents(person, 'one');
    const create = () => person.call('POST', '/api/v1/agents', { agent: 'budget-analyzer' });
    const refused = await create();
    expect([refused.status, refused.body.code]).toEqual([409, 'plan-limit']);
    expect(refused.body.quota).toEqual({
      of: 'agents',
      used: 1,
      limit: 1,
      resetsAt: null,
      opensWith: 'starter',
    });
    const { body } = await choose(person, 'starter');
    expect(body).toMatchObject({ plan: 'starter', state: 'active' });
    expect((await create()).status).toBe(201);
    expect((await planOf(person)).events[0]).toMatchObject({
      ...{ kind: 'upgraded', from: 'free', to: 'starter', by: 'Owner', at: after(0) },
    });
    const session = (await person.call('GET', '/api/v1/session')).body as { tenant: object };
    expect(session.tenant).toMatchObject({ plan: 'starter', tasksPerDay: 100 });
  });

  test('a smaller plan leaves 14 days; then the newest beyond it are switched off, and nothing is deleted', async () => {
    now = START;
    let person = await api.newPerson({ plan: 'pro' });
    await addAgents(person, 'oldest', 'middle', 'newest');
    for (const name of ['a', 'b']) await connect(person, name);
    const { body } = await choose(person, 'free');
    expect(body).toMatchObject({
      plan: 'pro',
      state: 'ending',
      next: { plan: 'free', at: after(14), reason: 'downgrade', agentsOff: 2, connectionsPaused: 1 },
    });
    person = await wait(person, 13);
    await addAgents(person, 'during-grace');
    person = await wait(person, 14);
    const plan = await planOf(person);
    expect(plan).toMatchObject({ plan: 'free', state: 'active', next: null });
    expect(plan.use.map(({ of, used, limit }) => [of, used, limit])).toEqual([
      ['tasks', 0, 10],
      ['agents', 1, 1],
      ['connectors', 1, 1],
    ]);
    expect(plan.events[0]).toMatchObject({
      ...{ kind: 'downgraded', from: 'pro', to: 'free', by: null, agentsOff: 3, connectionsPaused: 1 },
    });
    const left = await inTenant(person, async (tx) => ({
      agents: await tx.selectFrom('agent_instances').select(['agent_key', 'enabled']).orderBy('created_at').execute(),
      connections: await tx.selectFrom('connections').select(['name', 'state']).orderBy('created_at').execute(),
    })); // prettier-ignore
    expect(left.agents.map(({ agent_key, enabled }) => [agent_key, enabled])).toEqual([
      ['oldest', true],
      ['middle', false],
      ['newest', false],
      ['during-grace', false],
    ]);
    expect(left.connections.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'connected'],
      ['b', 'paused'],
    ]);
  });

  test('a downgrade is taken back by choosing the present plan', async () => {
    now = START;
    const person = await api.newPerson({ plan: 'pro' });
    await choose(person, 'starter');
    const { body } = await choose(person, 'pro');
    expect(body).toMatchObject({ plan: 'pro', state: 'active', next: null });
    const later = await wait(person, 30);
    expect(await planOf(later)).toMatchObject({ plan: 'pro' });
    expect((await planOf(later)).events.map(({ kind }) => kind)).toEqual([
      'downgrade-withdrawn',
      'downgrade-scheduled',
      'started',
    ]);
  });

  test('a trial opens a larger plan for 14 days, once', async () => {
    now = START;
    let person = await api.newPerson({ plan: 'free' });
    const first = await tryOut(person, 'pro');
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      plan: 'pro',
      state: 'trial',
      trialAvailable: false,
      next: { plan: 'free', at: after(14), reason: 'trial' },
    });
    expect((await tryOut(person, 'pro')).headers.get('idempotency-replayed')).toBe('true');
    const tenant = async () =>
      ((await person.call('GET', '/api/v1/session')).body as { tenant: object }).tenant;
    expect(await tenant()).toMatchObject({ plan: 'pro', trialEndsAt: after(14) });
    person = await wait(person, 14);
    expect(await planOf(person)).toMatchObject({ plan: 'free', state: 'active', trialAvailable: false });
    expect(await tenant()).toMatchObject({ plan: 'free', trialEndsAt: null });
    const again = await tryOut(person, 'pro', 'another');
    expect([again.status, again.body.reason]).toEqual([409, 'trial-used']);
  });

  test('a trial that is chosen stays', async () => {
    now = START;
    const person = await api.newPerson({ plan: 'free' });
    await tryOut(person, 'pro');
    expect((await choose(person, 'pro')).body).toMatchObject({ plan: 'pro', state: 'active', next: null });
    expect(await planOf(await wait(person, 60))).toMatchObject({ plan: 'pro' });
  });

  test('a task at the moment the plan shrinks counts for the smaller plan', async () => {
    now = START;
    let person = await api.newPerson({ plan: 'starter' });
    const post = () =>
      person.call('POST', '/api/v1/tasks', {
        agent: 'budget-analyzer',
        capability: 'spend-analysis',
        input: { platform: 'meta', accountId: '1' },
      });
    await choose(person, 'free');
    person = await wait(person, 14);
    const answers = await Promise.all(Array.from({ length: 14 }, post));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    expect(answers.filter(({ body }) => body.code === 'quota-exceeded')).toHaveLength(4);
  });

  test('is an owner’s or admin’s to change', async () => {
    now = START;
    const owner = await api.newPerson({ plan: 'free' });
    for (const role of ['operator', 'analyst', 'auditor'] as const) {
      const person = await api.newColleague(owner, role);
      expect((await choose(person, 'pro')).status).toBe(403);
      expect((await tryOut(person, 'pro')).status).toBe(403);
      expect((await person.call('GET', '/api/v1/plan')).status).toBe(200);
    }
    expect((await choose(await api.newColleague(owner, 'admin'), 'pro')).status).toBe(200);
  });
});

describe('premium agents (E2, A3)', () => {
  const agent = 'competitor-intelligence';
  const asks = (person: Person) => [
    person.call('POST', '/api/v1/agents', { agent }),
    person.call('PUT', `/api/v1/agents/${agent}`, { enabled: true }),
    person.call('POST', '/api/v1/tasks', { agent, capability: 'competitor-tracking', input: {} }),
  ];

  test('are locked below Pro, for setting up and for running', async () => {
    now = START;
    for (const plan of ['free', 'starter'] as const) {
      const person = await api.newPerson({ plan });
      for (const { status, body } of await Promise.all(asks(person))) {
        expect([status, body.code]).toEqual([409, 'plan-limit']);
        expect(body.quota).toMatchObject({ of: 'premium-agents', opensWith: 'pro' });
      }
      expect((await person.call('GET', `/api/v1/agents/${agent}`)).body.state).toBe('locked');
    }
  });

  test('are open from Pro on, as far as this release has them', async () => {
    now = START;
    const person = await api.newPerson({ plan: 'pro' });
    const statuses = (await Promise.all(asks(person))).map(({ status }) => status);
    expect(statuses).toEqual([501, 501, 422]);
    expect((await person.call('GET', `/api/v1/agents/${agent}`)).body.state).toBe('unavailable');
  });
});

describe('agents of a workspace (D4)', () => {
  const agent = 'budget-analyzer';
  const path = `/api/v1/agents/${agent}`;

  test('are created, configured, switched off and removed', async () => {
    now = START;
    const person = await api.newPerson();
    const created = await person.call('POST', '/api/v1/agents', {
      agent,
      enabled: false,
      autonomy: 'suggest',
      settings: { margin: 0.4 },
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(path);
    expect(created.body).toMatchObject({
      key: agent,
      state: 'inactive',
      instance: { enabled: false, autonomy: 'suggest', settings: { margin: 0.4 }, version: 1 },
    });
    expect((await person.call('PUT', path, { enabled: true }, { 'if-match': '"1"' })).body).toMatchObject({
      state: 'active',
      instance: { enabled: true, version: 2 },
    });
    expect((await person.call('DELETE', path)).status).toBe(204);
    expect((await person.call('GET', path)).body).toMatchObject({ state: 'inactive', instance: null });
    expect((await person.call('DELETE', path)).status).toBe(404);
    const rows = await inTenant(person, (tx) => tx.selectFrom('agent_instances').selectAll().execute());
    expect(rows).toMatchObject([{ agent_key: agent, enabled: false, deleted_at: new Date(now) }]);
    const anew = await person.call('POST', '/api/v1/agents', { agent });
    expect(anew.body).toMatchObject({ state: 'active', instance: { autonomy: 'ask', version: 1 } });
  });

  test('exist once each; a repeat with the same key is told the same', async () => {
    now = START;
    const person = await api.newPerson();
    const post = (key: string) =>
      person.call('POST', '/api/v1/agents', { agent }, { 'idempotency-key': key });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('first')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const second = await post('second');
    expect([second.status, second.body.reason]).toEqual([409, 'agent-exists']);
  });

  test('stay while a task is not over', async () => {
    now = START;
    const person = await api.newPerson();
    const task = await person.call('POST', '/api/v1/tasks', {
      agent,
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: '1' },
    });
    const busy = await person.call('DELETE', path);
    expect([busy.status, busy.body.reason]).toEqual([409, 'agent-busy']);
    await person.call('DELETE', `/api/v1/tasks/${String(task.body.id)}`);
    expect((await person.call('DELETE', path)).status).toBe(204);
    expect((await person.call('GET', `/api/v1/tasks/${String(task.body.id)}`)).status).toBe(200);
  });

  test('are an owner’s or admin’s to create and remove; unknown ones do not exist', async () => {
    now = START;
    const owner = await api.newPerson();
    const operator = await api.newColleague(owner, 'operator');
    expect((await operator.call('POST', '/api/v1/agents', { agent })).status).toBe(403);
    expect((await operator.call('DELETE', path)).status).toBe(403);
    expect((await owner.call('POST', '/api/v1/agents', { agent: 'nobody' })).status).toBe(400);
    const other = await api.newPerson();
    await owner.call('POST', '/api/v1/agents', { agent });
    expect((await other.call('DELETE', path)).status).toBe(404);
  });
});

describe('connections under a plan (E2, B1)', () => {
  let synced: SyncedApi;
  beforeAll(async () => {
    synced = await startSyncedApi();
  });
  afterAll(() => synced.close());

  test('nobody is sent to a platform without a place; what is connected can be renewed; pausing gives the place back', async () => {
    const person = await synced.newPerson({ plan: 'free' });
    const live = await withTenant(synced.db, { tenantId: person.tenantId, actor: 'test' }, (tx) =>
      tx
        .insertInto('connections')
        .values({ platform: 'meta', environment: 'live', name: 'Meta', external_user_id: 'somebody' })
        .returning('id')
        .executeTakeFirstOrThrow(),
    );
    const body = { environment: 'sandbox', scopes: [] };
    const ask = () => person.call('POST', '/api/v1/auth/oauth/meta', body);
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([409, 'plan-limit']);
    expect(refused.body.quota).toMatchObject({ of: 'connectors', used: 1, limit: 1, opensWith: 'starter' });
    const pause = (id: string, paused: boolean) =>
      person.call('PUT', `/api/v1/connections/${id}`, { paused });
    expect((await pause(live.id, true)).status).toBe(200);
    // Consent pages that are open while there is a place: who comes back without one is told.
    const [back, later] = [await synced.askPlatform(person), await synced.askPlatform(person)];
    const { page } = await synced.comeBack(person, back);
    const connected = page.searchParams.get('connection')!;
    expect(connected).not.toBeNull();
    expect((await pause(live.id, false)).body.code).toBe('plan-limit');
    const renewed = await synced.comeBack(person, await synced.askPlatform(person));
    expect(renewed.page.searchParams.get('connection')).toBe(connected);
    expect((await pause(connected, true)).status).toBe(200);
    expect((await pause(live.id, false)).status).toBe(200);
    expect((await ask()).body.code).toBe('plan-limit');
    const late = await synced.comeBack(person, later);
    expect(late.page.search).toBe('?error=plan-limit');
  });
});
