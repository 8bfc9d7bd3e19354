import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultEdge } from '../../api/edge-config.ts';
import { freePort } from '../../cli/ports.ts';
import { startTestApi, type TestApi } from '../api/api.ts';
import { findRedis, startRedis } from '../setup/redis.ts';

/** Spec D7, "degrading gracefully": counters in a real Redis, which dies and comes back while requests are answered. */
const binary = await findRedis();
const name = 'counts of several API processes are in Redis; without it each serves on and counts alone';
if (!binary) {
  console.warn(
    'No redis-server on PATH, and none to be had from Debian: the test with a real Redis is skipped.',
  );
  test.skip(name, () => {});
} else {
  let port: number;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let apis: TestApi[];
  beforeAll(async () => {
    port = await freePort();
    redis = await startRedis(binary, port);
    const edge = {
      ...defaultEdge,
      redisUrl: `redis://127.0.0.1:${port}`,
      limits: { ...defaultEdge.limits, anonymous: 50, signIn: 1_000_000 },
      patience: { ...defaultEdge.patience, counters: 30_000 }, // machines that test are often busy
    };
    apis = [await startTestApi({ edge }), await startTestApi({ edge })];
  });
  afterAll(async () => {
    for (const api of apis) await api.close();
    await redis.kill();
  });

  const ask = (n: number) =>
    Promise.all(
      Array.from({ length: n }, async (_, i) => {
        const { status, headers } = await apis[i % 2]!.call('GET', '/api/v1/platforms');
        return { status, left: Number(headers.get('ratelimit-remaining')) };
      }),
    );
  /** Asks until both count where they should; each ask is one more request. */
  const until = async (holds: (left: number[]) => boolean) => {
    for (let tries = 0; tries < 200; tries++) {
      const answers = await ask(2);
      if (holds(answers.map(({ left }) => left))) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('The counters did not change over.');
  };

  test(name, async () => {
    await until(([a, b]) => Math.abs(a! - b!) === 1); // both count in the one place
    const answers = await ask(100);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(50);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    await redis.kill();
    const during = await ask(40);
    expect(during.map(({ status }) => status)).toEqual(Array(40).fill(401)); // counted anew, by each alone
    redis = await startRedis(binary, port);
    await until(([a, b]) => a! > 40 && b! > 40 && Math.abs(a! - b!) === 1);
  });

  const guess = async (api: TestApi, email: string) => {
    const body = { email, password: 'a guess' };
    return (await api.call('POST', '/api/v1/auth/sign-in', body)).status;
  };
  test('so are guesses at an account; without it they are counted in the database', async () => {
    // Each API has a database of its own, so only Redis can tell one what the other has seen.
    let shared = false;
    for (let tries = 0; tries < 100 && !shared; tries++) {
      const email = `guessed-${tries}@example.test`;
      for (let i = 0; i < 5; i++) expect(await guess(apis[0]!, email)).toBe(401);
      shared = (await guess(apis[1]!, email)) === 429;
      if (!shared) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(shared).toBe(true);
    await redis.kill();
    const during = [];
    for (let i = 0; i < 6; i++) during.push(await guess(apis[0]!, 'without@example.test'));
    expect(during).toEqual([401, 401, 401, 401, 401, 429]);
  });
}
