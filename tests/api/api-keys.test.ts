import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestApi, type Person, type TestApi } from './api.ts';

const DAY = 24 * 60 * 60_000;

let api: TestApi;
let now = Date.parse('2026-11-23T20:00:00Z');
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

const make = (who: Person, more: object = {}, headers = {}) =>
  who.call('POST', '/api/v1/api-keys', { name: 'Reports', scopes: ['read'], ...more }, headers);
const list = async (who: Person) =>
  (await who.call('GET', '/api/v1/api-keys')).body.data as Record<string, unknown>[];
/** What a program with this key is answered. */
const ask = (token: unknown, method: string, path: string, body?: unknown, headers = {}) =>
  api.call(method, `/api/v1/${path}`, body, { authorization: `Bearer ${String(token)}`, ...headers });

async function rows(text: string, values: unknown[]) {
  const client = new pg.Client({ connectionString: api.superuserUrl });
  await client.connect();
  return (await client.query<Record<string, unknown>>(text, values).finally(() => client.end())).rows;
}

const task = {
  agent: 'budget-analyzer',
  capability: 'spend-analysis',
  input: { platform: 'meta', accountId: '1' },
};

describe('an API key (D10)', () => {
  test('is shown once, stored as a hash, and acts for its workspace', async () => {
    const owner = await api.newPerson();
    const { status, body } = await make(owner);
    expect(status).toBe(201);
    expect(body.token).toMatch(/^aegis_live_[\w-]{86}$/);
    const [shown] = await list(owner);
    expect(shown).toMatchObject({
      name: 'Reports',
      scopes: ['read'],
      hint: String(body.token).slice(-4),
      state: 'active',
    });
    expect(JSON.stringify(shown)).not.toContain(String(body.token).slice(11, 60));
    const [stored] = await rows('select * from aegis.api_keys where id = $1', [body.id]);
    expect(Buffer.from(stored!.token_hash as Buffer)).toHaveLength(32);
    expect(JSON.stringify(stored)).not.toContain(String(body.token).slice(11));
    expect((await ask(body.token, 'GET', 'session')).body).toMatchObject({
      tenant: { id: owner.tenantId },
      rights: ['read'],
    });
  });

  test('made twice with one Idempotency-Key is one key, whose secret the repeat does not tell', async () => {
    const owner = await api.newPerson();
    const key = { 'idempotency-key': 'once' };
    const [first, again] = [await make(owner, {}, key), await make(owner, {}, key)];
    expect([again.status, again.body.id, again.body.token]).toEqual([201, first.body.id, null]);
    expect(await list(owner)).toHaveLength(1);
  });

  test('does what its scopes allow and no more, and its acts are told apart in the audit log', async () => {
    const owner = await api.newPerson();
    const reader = (await make(owner)).body;
    expect((await ask(reader.token, 'POST', 'tasks', task)).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    const runner = (await make(owner, { scopes: ['read', 'run'] })).body;
    const { status, body } = await ask(runner.token, 'POST', 'tasks', task);
    expect(status).toBe(202);
    const [entry] = await rows(
      `select actor from aegis.audit_log where tenant_id = $1 and table_name = 'tasks' and row_key = $2 order by id limit 1`,
      [owner.tenantId, body.id],
    );
    expect(entry!.actor).toBe(`key:${String(runner.id)}`);
  });

  test('never exceeds its maker: a lower role takes rights away, the end of the membership ends it', async () => {
    const owner = await api.newPerson();
    const admin = await api.newColleague(owner, 'admin');
    const { token } = (await make(admin, { scopes: ['read', 'run', 'manage'] })).body;
    const rights = async () => (await ask(token, 'GET', 'session')).body.rights;
    expect(await rights()).toEqual(['manage', 'read', 'run']);
    await owner.call('PUT', `/api/v1/members/${admin.userId}`, { role: 'auditor' });
    expect(await rights()).toEqual(['read']);
    await owner.call('DELETE', `/api/v1/members/${admin.userId}`);
    expect((await ask(token, 'GET', 'session')).body.code).toBe('invalid-key');
  });

  test('does nothing that is a person’s: people, keys, sessions, passwords', async () => {
    const owner = await api.newPerson();
    const { token } = (await make(owner, { scopes: ['read', 'run', 'change', 'manage', 'audit'] })).body;
    for (const [method, path, body] of [
      ['GET', 'api-keys'],
      ['POST', 'api-keys', { name: 'More', scopes: ['read'] }],
      ['POST', 'invitations', { email: 'x@example.test', role: 'owner' }],
      ['PUT', `members/${owner.userId}`, { role: 'admin' }],
      ['GET', 'sessions'],
      ['POST', 'auth/confirm', { password: 'x' }],
      ['PUT', 'password', { next: 'wooden herons over the canal' }],
      ['POST', 'second-factor'],
      ['POST', 'auth/oauth/meta', { environment: 'sandbox' }],
    ] as const) {
      const { status, body: answer } = await ask(token, method, path, body);
      expect([path, status, ['person-required', 'forbidden'].includes(String(answer.code))]).toEqual([
        path,
        403,
        true,
      ]);
    }
  });

  test('ends when it is revoked, and when it expires', async () => {
    const owner = await api.newPerson();
    const [first, second] = [(await make(owner)).body, (await make(owner, { expiresInDays: 30 })).body];
    expect((await owner.call('DELETE', `/api/v1/api-keys/${String(first.id)}`)).status).toBe(204);
    expect((await owner.call('DELETE', `/api/v1/api-keys/${String(first.id)}`)).status).toBe(404);
    expect((await ask(first.token, 'GET', 'tasks')).status).toBe(401);
    now += 29 * DAY;
    expect((await ask(second.token, 'GET', 'tasks')).status).toBe(200);
    now += DAY;
    expect((await ask(second.token, 'GET', 'tasks')).body.code).toBe('invalid-key');
    const again = { ...owner, ...(await api.signIn(owner)) };
    expect((await list(again)).map(({ state }) => state).sort()).toEqual(['expired', 'revoked']);
  });

  test('says when and from where it was used last', async () => {
    const owner = await api.newPerson();
    const { token } = (await make(owner)).body;
    expect((await list(owner))[0]).toMatchObject({ lastUsedAt: null, lastUsedIp: null });
    await ask(token, 'GET', 'tasks');
    expect((await list(owner))[0]).toMatchObject({
      lastUsedAt: new Date(now).toISOString(),
      lastUsedIp: '127.0.0.1',
    });
  });

  test('of another workspace, changed or made up opens nothing, whatever cookie comes along', async () => {
    const [owner, other] = [await api.newPerson(), await api.newPerson()];
    const { token } = (await make(owner)).body as { token: string };
    const bytes = Buffer.from(token.slice(11), 'base64url');
    const tenant = Buffer.from(other.tenantId.replaceAll('-', ''), 'hex');
    const moved = `aegis_live_${Buffer.concat([tenant, bytes.subarray(16)]).toString('base64url')}`;
    for (const wrong of [
      moved,
      token.slice(0, -2),
      `${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`,
      'aegis_live_',
      'x',
    ]) {
      const answer = await ask(wrong, 'GET', 'tasks', undefined, { cookie: owner.cookie });
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid-key']);
    }
  });

  test('is made by who may, after a fresh proof, with scopes of their own', async () => {
    const owner = await api.newPerson();
    expect((await make(await api.newColleague(owner, 'operator'))).status).toBe(403);
    expect((await make(owner, { scopes: ['members'] })).status).toBe(400);
    expect((await make(owner, { scopes: [] })).status).toBe(400);
    expect((await make(owner, { expiresInDays: 366 })).status).toBe(400);
    now += 11 * 60_000;
    expect((await make(owner)).body.code).toBe('confirmation-required');
  });

  test('needs no cookie’s defence against other sites: a program of another origin may use it', async () => {
    const owner = await api.newPerson();
    const { token } = (await make(owner, { scopes: ['run'] })).body;
    const foreign = { origin: 'https://reports.example', 'sec-fetch-site': 'cross-site' };
    expect((await ask(token, 'POST', 'tasks', task, foreign)).status).toBe(202);
  });
});
