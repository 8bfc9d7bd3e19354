import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { defaultEdge } from '../../api/edge-config.ts';
import { openSignInThrottle, type SignInThrottle } from '../../api/sign-in-throttle.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { startTestApi, type TestApi } from '../api/api.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00Z') + seconds * 1000);
const [guesser, home] = ['203.0.113.9', '198.51.100.7'];

let database: TestDatabase;
let db: Db;
let throttle: SignInThrottle;
let apis: TestApi[];
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl);
  throttle = openSignInThrottle(defaultEdge, db, pino({ level: 'silent' }));
  apis = [await startTestApi({}, { database }), await startTestApi({}, { database })];
});
afterAll(async () => {
  for (const api of apis) await api.close();
  await db.close();
  await database.drop();
});

let count = 0;
/** An account of its own at which somebody has guessed so many times, and instants after the last guess. */
async function guessed(times: number) {
  const account = `ada-${++count}@example.test`;
  let seconds = 0;
  for (let i = 0; i < times;) {
    const wait = await throttle.take(account, guesser, at(seconds));
    if (wait === 0) i += 1;
    seconds += wait / 1000; // as long as it is told
  }
  return { account, after: (more: number) => at(seconds + more) };
}

describe('throttling of sign-in (D7, D10)', () => {
  test('five wrong passwords cost nothing, then each doubles the wait up to a minute', async () => {
    const waits = [];
    for (const times of [4, 5, 6, 7, 9, 10, 14]) {
      const { account, after } = await guessed(times);
      waits.push(await throttle.take(account, guesser, after(0)));
    }
    expect(waits).toEqual([0, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000]);
  });

  test('ends by itself: an owner never stays locked out', async () => {
    const { account, after } = await guessed(12);
    expect(await throttle.take(account, guesser, after(59))).toBe(1_000);
    expect(await throttle.take(account, guesser, after(60))).toBe(0);
  });

  test('of a guesser touches neither the owner elsewhere nor other accounts', async () => {
    const { account, after } = await guessed(12);
    expect(await throttle.take(account, home, after(0))).toBe(0);
    expect(await throttle.take('grace@example.test', guesser, after(0))).toBe(0);
    expect(await throttle.take(` ${account.toUpperCase()}`, guesser, after(0))).toBe(60_000);
    expect(await throttle.take(account, '2001:db8:1:2::1', after(0))).toBe(0);
  });

  test('is forgotten after a success, and a quarter of an hour without a try', async () => {
    const right = await guessed(6);
    await throttle.succeeded(right.account, guesser);
    expect(await throttle.take(right.account, guesser, right.after(0))).toBe(0);
    const { account, after } = await guessed(12);
    for (let i = 0; i < 5; i++) expect(await throttle.take(account, guesser, after(15 * 60))).toBe(0);
    expect(await throttle.take(account, guesser, after(15 * 60))).toBe(2_000);
  });

  test('keeps nobody’s address or name', async () => {
    await guessed(1);
    const { rows } = await db.pool.query<{ key: string }>('select key from aegis.rate_counters');
    for (const { key } of rows) expect(key).toMatch(/^try\/[\w-]{43}$/);
  });
});

test('many begin anew at once: what is over is cleared away, and nobody waits for another', async () => {
  const accounts = Array.from({ length: 40 }, (_, i) => `anew-${i}@example.test`);
  const all = (seconds: number) =>
    Promise.all(accounts.map((account) => throttle.take(account, guesser, at(seconds))));
  for (const hour of [1, 2, 3]) expect(new Set(await all(hour * 3_600))).toEqual(new Set([0]));
});

describe('several API processes on one database (D7)', () => {
  test('count guesses together, and let the owner in at both: five are looked at, wherever they go', async () => {
    const ownerEmail = 'shared@example.test';
    const password = 'a long enough password';
    await apis[0]!.newPerson({ ownerEmail, password });
    const guess = (i: number, word: string) =>
      apis[i % 2]!.call('POST', '/api/v1/auth/sign-in', { email: ownerEmail, password: word });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => guess(i, 'a guess')));
    const of = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([of(401), of(429)]).toEqual([5, 15]);
    // The right password waits as long as any other, here and there, and then opens: nothing is locked.
    const refused = [await guess(0, password), await guess(1, password)];
    expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    const seconds = Math.max(...refused.map(({ headers }) => Number(headers.get('retry-after'))));
    expect(seconds).toBeLessThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    expect((await guess(1, password)).status).toBe(204);
    // Whoever was right is not counted any more, at either.
    for (let i = 0; i < 5; i++) expect((await guess(i, 'a guess')).status).toBe(401);
  });
});
