import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let person: Person;
let other: Person;

beforeAll(async () => {
  api = await startTestApi();
  [person, other] = [await api.newPerson(), await api.newPerson()];
});
afterAll(() => api.close());

describe('a new workspace (A3, H4)', () => {
  test.each([
    '/api/v1/overview',
    '/api/v1/metrics/summary',
    '/api/v1/tasks',
    '/api/v1/proposals',
    '/api/v1/campaigns',
    '/api/v1/connections',
    '/api/v1/platforms',
    '/api/v1/agents',
  ])('answers GET %s, and 401 to nobody', async (path) => {
    expect(await person.call('GET', path)).toMatchObject({ status: 200 });
    expect((await api.call('GET', path)).status).toBe(401);
  });
});

describe('a task (E1, E3)', () => {
  const input = { platform: 'meta', accountId: '1' };
  const task = { agent: 'budget-analyzer', capability: 'spend-analysis', input };

  test('is the same for the same idempotency key, and unseen by another workspace', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await person.call('POST', '/api/v1/tasks', task, key);
    const again = await person.call('POST', '/api/v1/tasks', task, key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body.id).toBe(first.body.id);
    const path = `/api/v1/tasks/${String(first.body.id)}`;
    expect((await person.call('GET', path)).body).toMatchObject({ state: 'pending', number: 1 });
    expect((await other.call('GET', path)).status).toBe(404);
    expect((await other.call('DELETE', path)).status).toBe(404);
    expect((await person.call('DELETE', path)).body).toMatchObject({ state: 'canceled' });
  });

  test('with an input that its agent does not take is refused with the field', async () => {
    const { status, body } = await person.call('POST', '/api/v1/tasks', { ...task, input: { days: 90 } });
    expect(status).toBe(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer: '/input/accountId' }));
  });

  test('for an agent that does not exist says so, for one of a later release too', async () => {
    const ask = (agent: string) =>
      person.call('POST', '/api/v1/tasks', { agent, capability: 'spend-analysis', input: {} });
    expect((await ask('nope')).body).toMatchObject({ code: 'invalid-request', status: 400 });
    expect((await ask('crisis-manager')).body).toMatchObject({ code: 'unprocessable', status: 422 });
  });
});

test('a stale version of an agent is refused with 412, a missing one with 428 (H4)', async () => {
  const path = '/api/v1/agents/budget-analyzer';
  const put = (body: unknown, match?: string) =>
    other.call('PUT', path, body, match ? { 'if-match': match } : {});
  expect((await put({ enabled: true })).body).toMatchObject({ instance: { version: 1 } });
  expect((await put({ enabled: false })).status).toBe(428);
  expect((await put({ enabled: false }, '"1"')).body).toMatchObject({ instance: { version: 2 } });
  expect((await put({ enabled: true }, '"1"')).status).toBe(412);
});
