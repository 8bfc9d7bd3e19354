import { request } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { defaultEdge, type EdgeConfig } from '../../api/edge-config.ts';
import { countUp } from '../../db/repositories/rate-counters.ts';
import { startTestApi, type Answer, type Person, type TestApi } from '../api/api.ts';
import { createTestDatabase } from '../setup/database.ts';
import { createTestNamespace } from '../setup/temporal.ts';

/** Spec D7: what one caller may ask for in 15 minutes. */
const MINUTES_15 = 15 * 60_000;
const started: TestApi[] = [];
afterEach(async () => {
  for (const api of started.splice(0)) await api.close();
});

let clock = Date.parse('2026-11-23T10:00:00Z');
const start = async (
  change: Partial<EdgeConfig> = {},
  given: Parameters<typeof startTestApi>[1] = {},
  more: Parameters<typeof startTestApi>[0] = {},
) => {
  const api = await startTestApi(
    { edge: { ...defaultEdge, ...change }, ...more },
    { now: () => new Date(clock), ...given },
  );
  started.push(api);
  return api;
};
const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const limitOf = ({ headers }: Answer) => Number(headers.get('ratelimit-limit'));

describe('callers without identity (D7)', () => {
  test('get 100 answers in 15 minutes per address, exactly, whatever comes at once; then they are told when', async () => {
    const api = await start();
    const answers = await times(130, () => api.call('GET', '/api/v1/platforms'));
    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(100);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(30);
    for (const { body, headers } of refused) {
      expect(body.code).toBe('too-many-requests');
      expect(headers.get('retry-after')).toBe('900');
      expect([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual(['100', '0']);
    }
    clock += MINUTES_15;
    expect((await api.call('GET', '/api/v1/platforms')).status).toBe(401);
  });

  test('do not touch people who are signed in, webhooks, or what is not the API', async () => {
    const api = await start();
    const person = await api.newPerson();
    await times(101, () => api.call('GET', '/api/v1/session'));
    expect((await api.call('GET', '/api/v1/session')).status).toBe(429);
    expect((await person.call('GET', '/api/v1/session')).status).toBe(200);
    const hook = await api.call('POST', '/api/v1/webhooks/meta', {});
    expect([hook.status, limitOf(hook)]).toEqual([404, 10_000]);
    expect((await api.call('GET', '/livez')).status).toBe(200);
    expect((await api.call('GET', '/openapi.json')).headers.has('ratelimit-limit')).toBe(false);
  });

  test('are those too who send a key that opens nothing', async () => {
    const api = await start({ limits: { ...defaultEdge.limits, anonymous: 3 } });
    const ask = (i: number) =>
      api.call('GET', '/api/v1/tasks', undefined, { authorization: `Bearer aegis_live_${i}` });
    const answers = await times(6, ask);
    expect(answers.filter(({ body }) => body.code === 'invalid-key')).toHaveLength(3);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(3);
  });

  test('find one spelling of an address only', async () => {
    const api = await start();
    const [host, port] = [new URL(api.url).hostname, Number(new URL(api.url).port)];
    const raw = (method: string, path: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const sent = request({ host, port, method, path, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        });
        sent
          .on('error', reject)
          .end(method === 'POST' ? '{"email":"a@b.example","password":"x"}' : undefined);
      });
    expect(await raw('POST', '/api/v1/auth/sign-in')).toBe(401);
    for (const path of [
      '/%61pi/v1/auth/sign-in',
      '/api/v1/%61uth/sign-in',
      `${api.url}/api/v1/auth/sign-in`,
    ]) {
      expect([path, await raw('POST', path)]).toEqual([path, 404]);
    }
    const person = await api.newPerson();
    expect((await person.call('GET', '/api/v1/agents/budget%2Danalyzer')).status).toBe(200);
  });

  test('are told apart by X-Forwarded-For only when a trusted proxy says so', async () => {
    const ask = (api: TestApi, forwarded: string) =>
      api.call('GET', '/api/v1/platforms', undefined, { 'x-forwarded-for': forwarded });
    const open = await start({ limits: { ...defaultEdge.limits, anonymous: 3 } });
    const forged = await times(6, (i) => ask(open, `203.0.113.${i}`));
    expect(statuses(forged).filter((status) => status === 429)).toHaveLength(3);
    const behind = await start({
      ...{ limits: { ...defaultEdge.limits, anonymous: 3 }, trustedProxies: ['127.0.0.0/8'] },
    });
    const apart = await times(6, (i) => ask(behind, `203.0.113.${i}`));
    expect(statuses(apart)).toEqual(Array(6).fill(401));
    // What a client writes in front of the proxy's word means nothing.
    const same = await times(6, (i) => ask(behind, `198.51.100.${i}, 203.0.113.77`));
    expect(statuses(same).filter((status) => status === 429)).toHaveLength(3);
  });

  test('of one IPv6 network are one caller', async () => {
    const api = await start({
      ...{ limits: { ...defaultEdge.limits, anonymous: 3 }, trustedProxies: ['127.0.0.1'] },
    });
    const ask = (ip: string) => api.call('GET', '/api/v1/platforms', undefined, { 'x-forwarded-for': ip });
    const answers = await times(6, (i) => ask(`2001:db8:1:2:${i}::${i}`));
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(3);
    expect((await ask('2001:db8:1:3::1')).status).toBe(401);
  });
});

describe('signing in (D7)', () => {
  const password = 'a long enough password';
  test('has 5 tries that fail in 15 minutes per address; those that succeed take none', async () => {
    const api = await start();
    const emails = Array.from({ length: 9 }, (_, i) => `person-${i}@example.test`);
    for (const ownerEmail of emails) await api.newPerson({ ownerEmail, password });
    const signIn = (email: string, word: string) =>
      api.call('POST', '/api/v1/auth/sign-in', { email, password: word });
    for (const email of emails) expect((await signIn(email, password)).status).toBe(204);
    const wrong = await times(9, (i) => signIn(emails[i]!, 'wrong'));
    expect(statuses(wrong).filter((status) => status === 401)).toHaveLength(5);
    const refused = await signIn(emails[8]!, password);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900']);
    clock += MINUTES_15;
    expect((await signIn(emails[8]!, password)).status).toBe(204);
  });
});

describe('signing in as somebody who is signed in already (D7)', () => {
  test('has the tries of the address, not those of the plan; and so has asking for a provider', async () => {
    const api = await start();
    const person = await api.newPerson({ plan: 'enterprise' });
    const body = { email: 'somebody@example.test', password: 'wrong' };
    const tries = await times(7, () => person.call('POST', '/api/v1/auth/sign-in', body));
    expect(statuses(tries).filter((status) => status === 401)).toHaveLength(5);
    const sso = await person.call('POST', '/api/v1/auth/sso', { email: 'somebody@example.test' });
    expect(limitOf(sso)).toBe(100);
  });
});

describe('people (D7, E2)', () => {
  test('have what their plan gives, each their own', async () => {
    const api = await start();
    const owner = await api.newPerson({ plan: 'starter' });
    const colleague = await api.newColleague(owner, 'analyst');
    const ask = (person: Person) => person.call('GET', '/api/v1/session');
    const first = await ask(owner);
    expect([limitOf(first), first.headers.get('ratelimit-remaining')]).toEqual([6_000, '5999']);
    expect((await ask(colleague)).headers.get('ratelimit-remaining')).toBe('5999');
    expect(limitOf(await ask(await api.newPerson({ plan: 'enterprise' })))).toBe(60_000);
  });

  test('are refused above it', async () => {
    const api = await start();
    const person = await api.newPerson({ plan: 'free' });
    const superuser = new pg.Client({ connectionString: api.superuserUrl });
    await superuser.connect();
    await superuser.query(`update aegis.plans set requests = 5 where key = 'free'`);
    await superuser.end();
    const answers = await times(8, () => person.call('GET', '/api/v1/session'));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(5);
  });
});

describe('counters in the database', () => {
  test('are shared by several API processes, and begin anew when their window is over', async () => {
    const database = await createTestDatabase();
    const temporal = await createTestNamespace();
    const edge = {
      ...{ counters: 'database' as const, limits: { ...defaultEdge.limits, anonymous: 20 } },
      patience: { ...defaultEdge.patience, counters: 30_000 }, // machines that test are often busy
    };
    const [one, two] = await Promise.all([
      start(edge, { database }, { temporal: { ...temporal, uiUrl: null } }),
      start(edge, { database }, { temporal: { ...temporal, uiUrl: null } }),
    ]);
    const answers = await times(40, (i) => (i % 2 ? one : two).call('GET', '/api/v1/platforms'));
    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(20);
    const superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query(`update aegis.rate_counters set expires_at = now() - interval '1 second'`);
    expect((await one.call('GET', '/api/v1/platforms')).status).toBe(401);
    // Many that are over begin at once: none waits for another that clears away.
    const keys = Array.from({ length: 40 }, (_, i) => `over-${i}`);
    await superuser.query(
      `insert into aegis.rate_counters select unnest($1::text[]), 9, now() - interval '1 hour'`,
      [keys],
    );
    const begun = await Promise.all(keys.map((key) => countUp(one.db, key, 60_000)));
    expect(begun.every(({ count }) => count === 1)).toBe(true);
    await superuser.query('drop table aegis.rate_counters');
    await superuser.end();
    // Without its counters it serves on, and counts alone.
    const alone = await times(30, () => two.call('GET', '/api/v1/platforms'));
    expect(statuses(alone).filter((status) => status === 401)).toHaveLength(20);
    for (const api of started.splice(0)) await api.close();
    await database.drop();
  });
});
