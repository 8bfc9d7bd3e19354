import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestApi, type Person, type TestApi } from './api.ts';

let api: TestApi;
let person: Person;
let now = Date.now();
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
  person = await api.newPerson({ plan: 'pro' });
});
afterAll(() => api.close());

const task = {
  agent: 'budget-analyzer',
  capability: 'spend-analysis',
  input: { platform: 'meta', accountId: '1' },
};
const post = (key: string, body: unknown = task, who = person) =>
  who.call('POST', '/api/v1/tasks', body, { 'idempotency-key': key });
const total = async () => ((await person.call('GET', '/api/v1/tasks')).body.data as unknown[]).length;

describe('an Idempotency-Key (E3)', () => {
  test('of 20 posts at once makes one task, and each gets the same answer', async () => {
    const before = await total();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('twenty')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
    expect(await total()).toBe(before + 1);
  });

  test('of its own for each of 20 posts at once makes 20 tasks', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => post(`own ${n}`)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    const numbers = answers.map(({ body }) => body.number);
    expect(new Set(numbers).size).toBe(20);
  });

  test('gives the stored answer although the task has moved on, whatever the order of its fields', async () => {
    const first = await post('stored');
    await person.call('DELETE', `/api/v1/tasks/${String(first.body.id)}`);
    const { input, capability, agent } = task;
    const again = await post('stored', { capability, input, agent });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('is forgotten after a week: whatever is asked with it then is a new request', async () => {
    const who = await api.newPerson();
    const first = await post('old', task, who);
    expect(first.status).toBe(202);
    const week = 8 * 24 * 3_600_000;
    now += week;
    const later = await post('old', { ...task, priority: 9 }, { ...who, ...(await api.signIn(who)) });
    expect([later.status, later.body.priority]).toEqual([202, 9]);
    expect(later.body.id).not.toBe(first.body.id);
    now -= week;
  });

  test('with another body is refused with 422', async () => {
    await post('used');
    const { status, body } = await post('used', { ...task, priority: 1 });
    expect([status, body.code]).toEqual([422, 'key-reused']);
  });

  test('of a request that still runs answers 409', async () => {
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    await client.query('begin');
    await client.query(
      `insert into aegis.idempotency_keys (tenant_id, route, key, request_hash) values ($1, 'POST /api/v1/tasks', 'running', '')`,
      [person.tenantId],
    );
    try {
      const { status, body } = await post('running');
      expect([status, body.code]).toEqual([409, 'key-in-use']);
    } finally {
      await client.query('rollback');
      await client.end();
    }
    expect((await post('running')).status).toBe(202); // what was rolled back leaves no key behind
  });

  test('whose request was refused may be used again', async () => {
    const agent = '/api/v1/agents/budget-analyzer';
    const { body } = await person.call('GET', agent);
    const version = (body.instance as { version: number }).version;
    const put = (enabled: boolean, match: number) =>
      person.call('PUT', agent, { enabled }, { 'if-match': `"${match}"` });
    await put(false, version);
    expect((await post('refused')).status).toBe(422);
    await put(true, version + 1);
    expect((await post('refused')).status).toBe(202);
  });

  test('belongs to its workspace', async () => {
    const other = await api.newPerson();
    const ours = await post("everybody's");
    const theirs = await post("everybody's", task, other);
    expect(theirs.status).toBe(202);
    expect(theirs.body.id).not.toBe(ours.body.id);
  });
});
