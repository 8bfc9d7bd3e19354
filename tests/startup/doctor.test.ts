import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createRoom, npm, withoutNetwork, type Room } from './npm-start.ts';

/** `npm run doctor` says what is there, what is missing and what to do, and changes nothing. */
let room: Room;
beforeEach(async () => {
  room = await createRoom();
});
afterEach(() => room.remove());

async function ask(env: NodeJS.ProcessEnv): Promise<{ code: number | string; said: string }> {
  const doctor = npm('doctor', env);
  return { code: await doctor.ended, said: doctor.output() };
}

test('on a machine where npm start works: 0', async () => {
  const { code, said } = await ask(room.env);
  expect(said).toMatch(/^✓ Data folder +.*, will be created at the first start$/m);
  expect(said).toMatch(/^✓ PostgreSQL +embedded, postgres \(PostgreSQL\) 18/m);
  expect(said).toMatch(/^✓ Ports +.* are free$/m);
  expect(said).not.toMatch(/^✗/m);
  expect(code).toBe(0);
});

test('where it fetches Temporal first: 0, with a note', async () => {
  const { code, said } = await ask(await withoutNetwork(room, { cached: false }));
  expect(said).toMatch(/^· Temporal +not here yet; the first start fetches it/m);
  expect(code).toBe(0);
});

test('where it cannot work: every reason with its remedy, and 1', async () => {
  const holder = createServer().listen(Number(room.env.PORT), '127.0.0.1');
  await once(holder, 'listening');
  const { code, said } = await ask({
    ...room.env,
    DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:1/aegis',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    LOG_LEVEL: 'loud',
  });
  holder.close();
  expect(said).toMatch(/^✗ PostgreSQL +PostgreSQL at 127\.0\.0\.1:1 does not answer .*DATABASE_URL\.$/m);
  expect(said).toMatch(/^✗ Temporal +No Temporal server answers at 127\.0\.0\.1:1 .*TEMPORAL_ADDRESS\.$/m);
  expect(said).toMatch(/^✗ Port +Port \d+ for .* is in use; .* with PORT\.$/m);
  expect(said).toMatch(/^✗ Configuration [^]*LOG_LEVEL: /m);
  expect(said).not.toContain('secret-word');
  expect(code).toBe(1);
});
