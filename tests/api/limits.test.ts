import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApi, type Person, type TestApi } from './api.ts';

const MINUTE = 60_000;
/** 21:00 in Paris; its midnight is 23:00 in UTC. */
const START = Date.parse('2026-11-23T20:00:00Z');

let api: TestApi;
let now = START;
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

const post = (person: Person) =>
  person.call('POST', '/api/v1/tasks', {
    agent: 'budget-analyzer',
    capability: 'spend-analysis',
    input: { platform: 'meta', accountId: '1' },
  });

describe('a plan’s tasks of a day (E2)', () => {
  test('of 15 posts at once on Free 10 are accepted; the rest say use, limit and when it begins anew', async () => {
    now = START;
    const person = await api.newPerson({ plan: 'free', timeZone: 'Europe/Paris' });
    const answers = await Promise.all(Array.from({ length: 15 }, () => post(person)));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused).toHaveLength(5);
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([429, 'quota-exceeded']);
      expect(body.quota).toEqual({
        ...{ of: 'tasks', used: 10, limit: 10, resetsAt: '2026-11-23T23:00:00.000Z' },
        opensWith: 'starter',
      });
      expect(headers.get('retry-after')).toBe(String(3 * 3600));
    }
    const tenant = async () => (await person.call('GET', '/api/v1/session')).body.tenant;
    expect(await tenant()).toMatchObject({ tasksToday: 10, tasksPerDay: 10 });
    now = Date.parse('2026-11-23T23:00:00Z');
    const next = { ...person, ...(await api.signIn(person)) };
    expect((await post(next)).status).toBe(202);
  });
});

describe('a session (H4, D10)', () => {
  const reads = async (person: Person) => (await person.call('GET', '/api/v1/session')).status;

  test('ends after 30 minutes without use, and lives on while it is used', async () => {
    now = START;
    const person = await api.newPerson();
    for (let i = 0; i < 6; i++) {
      now += 20 * MINUTE;
      expect(await reads(person)).toBe(200);
    }
    now += 30 * MINUTE;
    expect(await reads(person)).toBe(401);
  });

  test('ends 12 hours after signing in, however much it is used', async () => {
    now = START;
    const person = await api.newPerson();
    while (now < START + 12 * 60 * MINUTE - 20 * MINUTE) {
      now += 20 * MINUTE;
      expect(await reads(person)).toBe(200);
    }
    now = START + 12 * 60 * MINUTE;
    expect(await reads(person)).toBe(401);
  });
});

describe('guessing passwords (D7)', () => {
  const right = 'a long enough password';
  const signIn = (email: string, password: string) =>
    api.call('POST', '/api/v1/auth/sign-in', { email, password });

  test('is slowed down per account, the right password too, and ends by itself', async () => {
    now = START;
    const [email, another] = ['guessed@example.test', 'another@example.test'];
    for (const ownerEmail of [email, another]) await api.newPerson({ ownerEmail, password: right });
    for (let i = 0; i < 5; i++) expect((await signIn(email, 'wrong')).status).toBe(401);
    const { status, body, headers } = await signIn(email, right);
    expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'too-many-requests', '2']);
    // Nobody else is touched, and an unknown account looks the same.
    expect((await signIn(another, right)).status).toBe(204);
    for (let i = 0; i < 5; i++) expect((await signIn('nobody@example.test', 'x')).status).toBe(401);
    expect((await signIn('nobody@example.test', 'x')).status).toBe(429);
    now += 2_000;
    expect((await signIn(email, right)).status).toBe(204);
    expect((await signIn(email, 'wrong')).status).toBe(401); // counted anew after a success
  });
});

describe('settings of an agent (A3, C2)', () => {
  test('are held against what the agent takes, each wrong one named', async () => {
    now = START;
    const person = await api.newPerson();
    const put = (settings: unknown) =>
      person.call('PUT', '/api/v1/agents/budget-analyzer', { enabled: true, settings });
    const { status, body } = await put({ margin: 3, stepLimit: 'a lot', colour: 'red' });
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    const errors = body.errors as { pointer: string; message: string }[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/settings/colour',
      '/settings/margin',
      '/settings/stepLimit',
    ]);
    expect(errors.every(({ message }) => message.length > 0)).toBe(true);
    expect((await person.call('GET', '/api/v1/agents/budget-analyzer')).body.instance).toBeNull();
    expect((await put({ margin: 0.4, lockedCampaigns: ['1'] })).body.instance).toMatchObject({
      settings: { margin: 0.4, lockedCampaigns: ['1'], stepLimit: 0.2 },
    });
  });

  test('refuse limits that no budget can meet, with a code for each', async () => {
    now = START;
    const person = await api.newPerson();
    const put = async (settings: unknown) => {
      const { body } = await person.call('PUT', '/api/v1/agents/budget-analyzer', { settings });
      return (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => [pointer, code]);
    };
    expect(await put({ minDailyBudgetMicros: '100000000', maxDailyBudgetMicros: '50000000' })).toEqual([
      ['/settings/maxDailyBudgetMicros', 'largest-below-smallest'],
    ]);
    expect(
      await put({ monthlyBudgetMicros: '0', minDailyBudgetMicros: '0', maxDailyBudgetMicros: '10005000' }),
    ).toEqual([
      ['/settings/monthlyBudgetMicros', 'not-a-budget'],
      ['/settings/minDailyBudgetMicros', 'not-a-budget'],
      ['/settings/maxDailyBudgetMicros', 'not-a-budget'],
    ]);
  });
});
