import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { createRoom, readIn, run, stillRunning, type Room, type Started } from './npm-start.ts';

jest.setTimeout(120_000);

let room: Room;
beforeEach(async () => {
  room = await createRoom();
});
afterEach(() => room.remove());

async function start(): Promise<Started> {
  const started = run(process.execPath, ['tests/startup/services-only.ts'], room);
  await started.until(/^ready$/m);
  return started;
}

async function query(text: string): Promise<unknown[]> {
  const { superuserPassword } = JSON.parse(readIn(room.env, 'secrets.json')) as { superuserPassword: string };
  const client = new pg.Client({
    connectionString: `postgres://aegis:${superuserPassword}@127.0.0.1:${room.env.AEGIS_POSTGRES_PORT}/aegis`,
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('SIGINT ends every child and exits with 0', async () => {
  const started = await start();
  const family = started.family();
  expect(family.length).toBeGreaterThan(3);
  started.process.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(await stillRunning(family)).toEqual([]);
});

test('a signal while it is still starting ends what has started by then', async () => {
  const started = run(process.execPath, ['tests/startup/services-only.ts'], room);
  await started.until(/PostgreSQL|Temporal/);
  started.process.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(room.left()).toEqual([]);
});

test('after SIGKILL the next start below a private home stops what was left and goes on', async () => {
  await room.remove();
  room = await createRoom({ isPrivate: true });
  const killed = await start();
  const left = killed.family().slice(1);
  const secrets = readIn(room.env, 'secrets.json');
  await query('create table kept as select 42 as answer');
  killed.process.kill('SIGKILL');
  await killed.ended;
  expect(await stillRunning(left)).not.toEqual([]); // PostgreSQL and Temporal outlive their parent

  const next = await start();
  expect(next.output()).toContain('Stopped what an earlier start had left running');
  expect(await stillRunning(left)).toEqual([]);
  expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
  expect(readIn(room.env, 'secrets.json')).toBe(secrets);
  next.process.kill('SIGTERM');
  expect(await next.ended).toBe(0);
  expect(room.left()).toEqual([]);
});

test.each([
  ['PostgreSQL', 'postgres/postmaster.pid'],
  ['Temporal', 'temporal.pid'],
])('when %s dies by itself, everything ends with a sentence and 1', async (name, pidFile) => {
  const started = await start();
  const family = started.family();
  process.kill(Number.parseInt(readIn(room.env, pidFile), 10), 'SIGKILL');
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain(`${name} ended by itself; see the data folder's logs.`);
  expect(await stillRunning(family)).toEqual([]);
});

test('a start waits for the one before that is just stopping', async () => {
  const first = await start();
  first.process.kill('SIGTERM');
  const second = await start();
  expect(await first.ended).toBe(0);
  second.process.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(room.left()).toEqual([]);
});
