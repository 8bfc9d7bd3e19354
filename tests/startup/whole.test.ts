import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { createApiClient, waitFor, type ApiClient } from '../../cli/api-client.ts';
import { capabilities, signIn } from '../../cli/fill.ts';
import { commandLine } from '../../cli/left-over.ts';
import { EMAIL } from '../../cli/seed.ts';
import { connectionSchema, type Connection } from '../../contracts/connections.ts';
import { taskDetailSchema, taskListSchema, taskSchema } from '../../contracts/tasks.ts';
import {
  createRoom,
  npm,
  readIn,
  run,
  stillRunning,
  withoutNetwork,
  type Room,
  type Started,
} from './npm-start.ts';

jest.setTimeout(240_000);

/** One data folder through the real `npm start`: the tests build on each other. */
let room: Room;
let env: NodeJS.ProcessEnv;
let started: Started;
let client: ApiClient;
const { signal } = new AbortController();

beforeAll(async () => {
  room = await createRoom();
  env = await withoutNetwork(room, { cached: true });
});
afterAll(() => room.remove());

async function start(): Promise<void> {
  started = npm('start', env);
  await started.until(/^Ready\./m);
  await started.until(/^ {2}Logs /m);
  const url = `http://localhost:${env.PORT}`;
  client = createApiClient(url, url, signal);
  const { demoPassword } = JSON.parse(readIn(env, 'secrets.json')) as { demoPassword: string };
  await signIn(client, EMAIL, demoPassword);
}

/** As somebody does who has signed out. */
const newLink = () => run('npm', ['run', '--silent', 'aegis', '--', 'sign-in-link'], { env });

const tasks = async () => (await client.send('GET', 'tasks', taskListSchema)).data;

async function connection(): Promise<Connection> {
  const { data } = await client.send('GET', 'connections', z.object({ data: z.array(connectionSchema) }));
  return data[0]!;
}

/** Asks for a run, and gives its id while it is in flight. */
async function startRun(): Promise<string> {
  const { platform, accounts } = await connection();
  const body = {
    agent: 'budget-analyzer',
    capability: 'spend-optimization',
    input: { platform, accountId: accounts[0]!.id, days: 90 },
  };
  return (await client.send('POST', 'tasks', taskSchema, { body })).id;
}

/** Waits for its end. */
const endOf = (id: string) =>
  waitFor(
    'The run',
    () => client.send('GET', `tasks/${id}`, taskDetailSchema),
    ({ state }) => !['pending', 'running', 'retrying'].includes(state),
    signal,
  );

test('without a network, with the Temporal server cached: a filled console, and lines that a person can read', async () => {
  await start();
  const lines = started.output().split('\n');
  expect(lines[0]).toBe(`AEGIS is starting, its data is in ${room.env.AEGIS_DATA}`);
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^( {2}\S.*|Ready\..*|)$/);
  const link = /^ {2}Console +(http\S+\/sign-in\?token=\S+)$/m.exec(started.output())![1]!;
  const page = await fetch(link);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const guest = createApiClient(new URL(link).origin, new URL(link).origin, signal);
  const token = new URL(link).searchParams.get('token');
  await guest.send('POST', 'auth/sign-in-link', null, { body: { token } });
  await expect(guest.send('POST', 'auth/sign-in-link', null, { body: { token } })).rejects.toThrow();
  const asked = newLink();
  expect(await asked.ended).toBe(0);
  const fresh = new URL(asked.output().trim());
  expect(fresh.origin).toBe(new URL(link).origin);
  const again = { token: fresh.searchParams.get('token') };
  await guest.send('POST', 'auth/sign-in-link', null, { body: again });

  const { environment, lastSync, accounts } = await connection();
  expect([environment, lastSync?.state]).toEqual(['sandbox', 'completed']);
  const runs = accounts.flatMap(() => Object.keys(capabilities));
  expect((await tasks()).map(({ capability }) => capability).sort()).toEqual(runs.sort());
  expect((await tasks()).every(({ state, sample }) => state === 'completed' && sample)).toBe(true);
  expect(readIn(env, 'logs/aegis.log')).not.toContain(token);
});

test('SIGTERM with a run in flight: exit 0, nothing left; the next start ends the run, once', async () => {
  const before = (await tasks()).length;
  const family = started.family();
  const run = await startRun();
  started.process.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(await stillRunning(family)).toEqual([]);
  expect(room.left()).toEqual([]);

  await start();
  expect(started.output()).not.toContain('Filling');
  const { state, executions } = await endOf(run);
  expect([state, executions.filter((one) => one.state === 'completed').length]).toEqual(['completed', 1]);
  expect(await tasks()).toHaveLength(before + 1);
});

test('SIGKILL with a run in flight: the next start stops what was left, keeps all, and ends the run, once', async () => {
  const before = (await tasks()).length;
  const family = started.family();
  const run = await startRun();
  for (const pid of family.filter((member) => isOurs(member))) process.kill(pid, 'SIGKILL');
  await started.ended;
  expect(room.left()).not.toEqual([]); // PostgreSQL and Temporal outlive their parent

  await start();
  expect(started.output()).toContain('Stopped what an earlier start had left running');
  expect(await stillRunning(family)).toEqual([]);
  const { state, executions } = await endOf(run);
  expect([state, executions.filter((one) => one.state === 'completed').length]).toEqual(['completed', 1]);
  expect(await tasks()).toHaveLength(before + 1);

  const last = started.family();
  started.process.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(await stillRunning(last)).toEqual([]);
  expect(room.left()).toEqual([]);

  const asked = newLink();
  expect(await asked.ended).toBe(1);
  expect(asked.output()).toMatch(/^AEGIS does not run on .*; npm start starts it and prints a link\.$/m);
});

/** npm, its shell and our own process; the servers are to be left. */
const isOurs = (pid: number) => /npm|cli\/main\.mjs/.test(commandLine(pid));
