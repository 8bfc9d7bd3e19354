import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { openDatabase } from '../../db/database.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace } from '../../db/repositories/tenants.ts';
import { randomFor } from '../../domain/random.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { createWorld, type World } from '../faults/world.ts';
import { proofSize } from '../setup/proof.ts';

/**
 * Spec E3: the same request many times at once, while the API is killed in the middle of answers.
 */
const KEYS = proofSize(6, 100);
const POSTS = proofSize(20, 100);
const KILLS = Math.max(2, Math.round(KEYS / 20));
/** Keys that are asked for at the same time: one address has 512 connections. */
const LANES = 4;
const SEED = Number(process.env.AEGIS_SEED ?? Date.now() % 1_000_000);
jest.setTimeout(900_000);

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await createWorld(await createTestNamespace(), Date.parse('2026-11-23T12:00:00Z'));
  await world.start('api');
  const db = openDatabase(world.database.appUrl, { size: 2 });
  const owner = await createWorkspace(db, {
    ...{ name: 'Workspace', ownerEmail: 'owner@example.test', ownerName: 'Owner' },
    ...{ plan: 'enterprise', password: null },
  });
  const token = await createSignInLink(db, owner);
  await db.close();
  const signedIn = await post('auth/sign-in-link', { token });
  cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(() => world.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${world.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** As a client that repeats until it is told: what was away, gone half way, or still running is asked for again. */
async function insist(key: string): Promise<string> {
  const task = { agent: 'budget-analyzer', capability: 'spend-analysis', input: { platform: 'meta', accountId: key } };
  for (;;) {
    const answer = await post('tasks', task, { cookie, 'idempotency-key': key })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => null);
    if (answer?.status === 202) return answer.text;
    if (answer && answer.status !== 503 && !answer.text.includes('key-in-use')) {
      throw new Error(`The API answered ${answer.status}: ${answer.text}`);
    }
    await sleep(50);
  }
} // prettier-ignore

test(`${POSTS} posts at once for each of ${KEYS} keys, the API killed ${KILLS} times, make ${KEYS} tasks with one answer each (E3), seed ${SEED}`, async () => {
  const random = randomFor(SEED, 'kills');
  const answers = new Map<string, string[]>();
  const keys = Array.from({ length: KEYS }, (_, i) => `key ${i}`);
  let over = false;
  const lane = async () => {
    for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
      const mine = key;
      answers.set(mine, await Promise.all(Array.from({ length: POSTS }, () => insist(mine))));
    }
  };
  const killing = (async () => {
    for (let i = 0; i < KILLS && !over; i++) {
      await sleep(random.integer(50, 600));
      await world.kill('api');
      await world.start('api');
    }
  })();
  await Promise.all(Array.from({ length: LANES }, lane)).finally(() => (over = true));
  await killing;
  expect(answers.size).toBe(KEYS);
  for (const texts of answers.values()) {
    expect(texts).toHaveLength(POSTS);
    expect(new Set(texts).size).toBe(1);
  }
  const rows = await world.query<{ key: string; number: string; keys: string }>(
    `select input->>'accountId' as key, number, (select count(*) from aegis.idempotency_keys) as keys from aegis.tasks`,
  );
  expect(rows).toHaveLength(KEYS);
  expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(answers.keys()));
  expect(rows.map(({ number }) => Number(number)).sort((a, b) => a - b)).toEqual(rows.map((_, i) => i + 1));
  expect(Number(rows[0]!.keys)).toBe(KEYS);
});
