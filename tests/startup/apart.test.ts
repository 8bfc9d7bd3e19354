import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { createApiClient, waitFor, type ApiClient } from '../../cli/api-client.ts';
import { signIn } from '../../cli/fill.ts';
import { commandLine } from '../../cli/left-over.ts';
import { EMAIL } from '../../cli/seed.ts';
import { connectionSchema } from '../../contracts/connections.ts';
import { taskDetailSchema, taskSchema } from '../../contracts/tasks.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { createRoom, npm, readIn, run, stillRunning, type Room } from './npm-start.ts';

jest.setTimeout(240_000);

/** PostgreSQL and Temporal that somebody else runs; the tests build on each other. */
let room: Room;
let database: TestDatabase;
let env: NodeJS.ProcessEnv;
const { signal } = new AbortController();

beforeAll(async () => {
  room = await createRoom();
  database = await createTestDatabase();
  const { address, namespace } = await createTestNamespace();
  env = {
    ...room.env,
    DATABASE_URL: database.appUrl,
    OWNER_DATABASE_URL: database.ownerUrl,
    DISPATCH_DATABASE_URL: database.dispatchUrl,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  };
});
afterAll(async () => {
  await room.remove();
  await database.drop();
});

test('DATABASE_URL and TEMPORAL_ADDRESS replace the embedded servers of npm start', async () => {
  const started = npm('start', env);
  await started.until(/^Ready\./m);
  expect(started.output()).toMatch(/PostgreSQL +yours, .*\n.*Temporal +yours, /);
  const family = started.family();
  expect(family.map(commandLine).filter((line) => /postgres -D|temporal server/.test(line))).toEqual([]);
  started.process.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(await stillRunning(family)).toEqual([]);
});

test('API and worker run apart: a task waits for a worker, and ends once there is one', async () => {
  const { vaultKey, demoPassword } = JSON.parse(readIn(env, 'secrets.json')) as Record<string, string>;
  const alone = { ...env, AEGIS_VAULT_KEY: vaultKey };
  const api = run(process.execPath, ['cli/main.mjs', 'api'], { env: alone });
  const url = `http://localhost:${env.PORT}`;
  const client = createApiClient(url, url, signal);
  await waitFor('The API', () => answers(`${url}/readyz`), Boolean, signal);
  await signIn(client, EMAIL, demoPassword!);
  const id = await startRun(client);
  const read = () => client.send('GET', `tasks/${id}`, taskDetailSchema);
  expect((await read()).state).toBe('pending');

  const worker = run(process.execPath, ['cli/main.mjs', 'worker'], { env: alone });
  const ended = await waitFor('The run', read, ({ state }) => state === 'completed', signal);
  expect(ended.executions).toHaveLength(1);
  const family = [...api.family(), ...worker.family()];
  for (const part of [worker, api]) {
    part.process.kill('SIGTERM');
    expect(await part.ended).toBe(0);
  }
  expect(await stillRunning(family)).toEqual([]);
});

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function startRun(client: ApiClient): Promise<string> {
  const { data } = await client.send('GET', 'connections', z.object({ data: z.array(connectionSchema) }));
  const { platform, accounts } = data[0]!;
  const body = {
    agent: 'budget-analyzer',
    capability: 'spend-analysis',
    input: { platform, accountId: accounts[0]!.id, days: 90 },
  };
  return (await client.send('POST', 'tasks', taskSchema, { body })).id;
}
