import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { forgetEnded } from '../../db/repositories/sessions.ts';
import { isPassword } from '../../db/repositories/passwords.ts';
import { askFrom } from './address.ts';
import { cookieOf, startTestApi, type Person, type TestApi } from './api.ts';

const MINUTE = 60_000;
const password = 'a long enough password';

let api: TestApi;
let now = Date.parse('2026-11-23T20:00:00Z');
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

const list = async (who: Pick<Person, 'call'>) =>
  (await who.call('GET', '/api/v1/sessions')).body.data as Record<string, unknown>[];
const alive = async (who: Pick<Person, 'call'>) => (await who.call('GET', '/api/v1/session')).status === 200;

async function signIn(email: string, headers: Record<string, string> = {}) {
  const answer = await api.call('POST', '/api/v1/auth/sign-in', { email, password }, headers);
  return { status: answer.status, call: api.withCookie(cookieOf(answer)), cookie: cookieOf(answer) };
}

describe('sessions (C8, D10)', () => {
  test('are listed with where and how, the reader’s own one marked, nobody else’s among them', async () => {
    const ownerEmail = 'lists@example.test';
    const first = await api.newPerson({ ownerEmail, password });
    now += MINUTE;
    const second = await signIn(ownerEmail, { 'user-agent': 'Firefox on a train' });
    await api.newPerson();
    const sessions = await list(second);
    expect(sessions).toMatchObject([
      { current: true, method: 'password', userAgent: 'Firefox on a train', ip: '127.0.0.1' },
      { current: false, method: 'link' },
    ]);
    expect(sessions[0]!.createdAt).toBe(new Date(now).toISOString());
    expect(JSON.stringify(sessions)).not.toContain(second.cookie.split('=')[1]);
    expect((await list(first)).map(({ current }) => current)).toEqual([false, true]);
  });

  test('of one place end at once, and only by their owner', async () => {
    const ownerEmail = 'ends@example.test';
    const owner = await api.newPerson({ ownerEmail, password });
    const stolen = await signIn(ownerEmail);
    const other = await api.newPerson();
    const id = String((await list(owner)).find(({ method }) => method === 'password')!.id);
    expect((await other.call('DELETE', `/api/v1/sessions/${id}`)).status).toBe(404);
    expect(await alive(stolen)).toBe(true);
    expect((await owner.call('DELETE', `/api/v1/sessions/${id}`)).status).toBe(204);
    expect([await alive(stolen), await alive(owner)]).toEqual([false, true]);
  });

  test('end everywhere at once, in every workspace', async () => {
    const ownerEmail = 'everywhere@example.test';
    const here = await api.newPerson({ ownerEmail, password });
    const elsewhere = await signIn(ownerEmail);
    const otherWorkspace = await api.newPerson({ ownerEmail });
    const other = await api.newPerson();
    const answer = await here.call('POST', '/api/v1/auth/sign-out-everywhere');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^aegis_session=;/);
    for (const gone of [here, elsewhere, otherWorkspace]) expect(await alive(gone)).toBe(false);
    expect(await alive(other)).toBe(true);
  });

  test('of a browser that signs in again end: its old cookie opens nothing', async () => {
    const ownerEmail = 'again@example.test';
    const old = await api.newPerson({ ownerEmail, password });
    const fresh = await signIn(ownerEmail, { cookie: old.cookie });
    expect([await alive(old), await alive(fresh)]).toEqual([false, true]);
  });

  test('that have ended are not listed and leave with the next sign-in', async () => {
    const ownerEmail = 'ended@example.test';
    await api.newPerson({ ownerEmail, password });
    now += 31 * MINUTE;
    expect(await list(await signIn(ownerEmail))).toHaveLength(1);
  });
});

test('sessions and links that ended a month ago are removed, in batches; living ones stay (E10)', async () => {
  const owner = await api.newPerson();
  const other = await api.newPerson();
  for (const one of [owner, other, other]) await api.signIn(one);
  const DAY = 24 * 60 * MINUTE;
  const left = async () => {
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    const of = (table: string) =>
      client.query(`select from aegis.${table} where user_id = any($1)`, [[owner.userId, other.userId]]);
    const counts = [(await of('sessions')).rowCount, (await of('sign_in_links')).rowCount];
    await client.end();
    return counts;
  };
  now += 29 * DAY;
  await forgetEnded(api.db, new Date(now), 2);
  expect(await left()).toEqual([5, 5]);
  now += 9 * DAY;
  await api.signIn(owner);
  await forgetEnded(api.db, new Date(now), 2);
  expect(await left()).toEqual([1, 1]);
});

describe('proving again who is signed in (C8)', () => {
  const confirm = (who: Person, body: unknown) => who.call('POST', '/api/v1/auth/confirm', body);

  test('takes the right password only, and is slowed down like signing in', async () => {
    const owner = await api.newPerson({ password });
    expect((await confirm(owner, { password })).status).toBe(204);
    for (let i = 0; i < 5; i++) {
      expect((await confirm(owner, { password: 'wrong' })).body.code).toBe('wrong-credentials');
    }
    expect((await confirm(owner, { password })).status).toBe(429);
    now += 2_000;
    expect((await confirm(owner, { password })).status).toBe(204);
  });

  test('is refused to whom has no password, and needs a password or a code, not both', async () => {
    const owner = await api.newPerson({ password: null });
    expect((await confirm(owner, { password: '' })).status).toBe(400);
    expect((await confirm(owner, { password: 'any' })).status).toBe(401);
    expect((await confirm(owner, { password, code: '123456' })).status).toBe(400);
    expect((await confirm(owner, {})).status).toBe(400);
  });
});

describe('guesses at one account (D7, D10)', () => {
  test('at the same moment are counted too: five are looked at, the rest wait', async () => {
    const ownerEmail = 'flood@example.test';
    await api.newPerson({ ownerEmail, password });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        api.call('POST', '/api/v1/auth/sign-in', { email: ownerEmail, password: 'a guess' }),
      ),
    );
    const of = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([of(401), of(429)]).toEqual([5, 35]);
  });

  // Elsewhere loopback has one address only.
  (process.platform === 'linux' ? test : test.skip)(
    'from one address leave the owner alone at another, and new guessers get five each',
    async () => {
      const ownerEmail = 'elsewhere@example.test';
      await api.newPerson({ ownerEmail, password });
      const path = '/api/v1/auth/sign-in';
      const guesses = async (address: string, times: number) => {
        const all = Array.from({ length: times }, () =>
          askFrom(address, api.url, 'POST', path, { email: ownerEmail, password: 'a guess' }),
        );
        return (await Promise.all(all)).filter(({ status }) => status === 401).length;
      };
      expect([await guesses('127.0.0.2', 12), await guesses('127.0.0.3', 12)]).toEqual([5, 5]);
      const owner = await askFrom('127.0.0.4', api.url, 'POST', path, { email: ownerEmail, password });
      expect(owner.status).toBe(204);
    },
  );

  test('take turns: others are checked between them, and too many at once are refused', async () => {
    const order: string[] = [];
    const check = (account: string) =>
      isPassword(null, 'a guess', account).then(
        () => order.push(account),
        () => order.push('refused'),
      );
    const flood = Array.from({ length: 30 }, () => check('flooded'));
    await Promise.all([...flood, check('quiet')]);
    expect(order.filter((one) => one === 'refused')).toHaveLength(9);
    // Behind all of them it would be the last of 22; how far ahead it comes is the machine's affair.
    expect(order.filter((one) => one !== 'refused').indexOf('quiet')).toBeLessThan(15);
  });
});
