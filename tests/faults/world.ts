import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createApiClient, type ApiClient } from '../../cli/api-client.ts';
import { freePort } from '../../cli/ports.ts';
import { root } from '../../cli/settings.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace } from '../../db/repositories/tenants.ts';
import { withTenant, withoutTenant } from '../../db/tenant.ts';
import { SANDBOX_APP } from '../../sandbox/app.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { bootstrap } from '../../db/migrate.ts';
import { createTestDatabase } from '../setup/database.ts';
import { passwords } from '../setup/names.ts';
import { scenarioAtNoon } from './scenario.ts';

export type PartName = 'worker' | 'api';

export interface Write {
  campaignId: string;
  operation: string;
  outcome: string;
  params: Record<string, string>;
}

/**
 * `aegis worker` and `aegis api` as processes of their own on a database and a sandbox of their own, with two people who
 * use the API as browsers do. The sandbox's clock stands still: every world created at the same `instant` is the same.
 */
export async function createWorld(
  temporal: { address: string; namespace: string },
  instant: number,
  more: NodeJS.ProcessEnv = {},
) {
  const [database, sandbox, port] = await Promise.all([
    createTestDatabase(),
    startSandbox({ port: 0, now: () => instant, scenario: await scenarioAtNoon(instant) }),
    freePort(),
  ]);
  const url = `http://127.0.0.1:${port}`;
  const { PATH, HOME } = process.env;
  const env = {
    ...{ PATH, HOME },
    PORT: String(port),
    DATABASE_URL: database.appUrl,
    DISPATCH_DATABASE_URL: database.dispatchUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    AEGIS_VAULT_KEY: randomBytes(32).toString('base64'),
    AEGIS_PUBLIC_URL: url,
    SANDBOX_URL: sandbox.url,
    SANDBOX_META_APP_ID: SANDBOX_APP.id,
    SANDBOX_META_APP_SECRET: SANDBOX_APP.secret,
    LOG_LEVEL: 'error',
    ...more,
  };
  const parts = new Map<PartName, ChildProcess>();
  const began = Date.now();
  let closed = false;
  let output = '';
  const note = (text: string) => (output += `${((Date.now() - began) / 1000).toFixed(1)} s ${text}\n`);

  async function start(name: PartName): Promise<void> {
    const child = spawn(process.execPath, ['cli/main.mjs', name], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    parts.set(name, child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        note(`${name}: ${text.trim()}`);
      });
    }
    while (!said.includes('is ready')) {
      if (closed) child.kill('SIGKILL');
      if (closed || child.exitCode !== null)
        throw new Error(`The ${name} ended (${child.exitCode}): ${said}`);
      await sleep(20);
    }
  }

  async function kill(name: PartName): Promise<void> {
    const child = parts.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    note(`${name} killed`);
  }

  async function control<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(sandbox.url + path, init);
    return (await answer.json()) as T;
  }

  return {
    ...{ start, kill, note, url, database, sandboxUrl: sandbox.url },
    /** What the processes have printed and what happened to them. */
    output: () => output,
    /** Makes every call to the platform take this long. */
    slow: (delayMs: number) =>
      control('/__faults', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'slow', delayMs, count: null }),
      }),
    clearFaults: () => control('/__faults', { method: 'DELETE' }),
    /** What the platform received, in its order. */
    writes: async () => (await control<{ data: Write[] }>('/__ledger?kind=write')).data,
    truth: async () =>
      (
        await control<{ campaigns: { id: string; dailyBudgetMicros: string | null; status: string }[] }>(
          '/__truth',
        )
      ).campaigns,
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
      const client = new pg.Client({ connectionString: database.superuserUrl });
      await client.connect();
      try {
        return (await client.query<Row>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    /** A copy of the database as it stands; nothing may be connected. Gives what puts it back. */
    async backUp(): Promise<() => Promise<void>> {
      const name = new URL(database.appUrl).pathname.slice(1);
      await onServer(`create database ${name}_copy template ${name} owner aegis_owner`);
      return async () => {
        await onServer(`drop database ${name} with (force)`);
        await onServer(`alter database ${name}_copy rename to ${name}`);
        await bootstrap(server(), { database: name, passwords }); // grants on a database are not copied
      };
    },
    async close() {
      closed = true;
      await Promise.all([kill('worker'), kill('api')]);
      await sandbox.close();
      await database.drop();
    },
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

const server = () => process.env.AEGIS_TEST_POSTGRES!;

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A workspace in which a budget needs two people, and a browser of each. The API has to be up. */
export async function twoPeople(world: World): Promise<ApiClient[]> {
  const db = openDatabase(world.database.appUrl, { size: 2 });
  try {
    const owner = await createWorkspace(db, {
      name: 'Maison Solène',
      plan: 'enterprise',
      ownerEmail: 'owner@example.test',
      ownerName: 'Camille',
      password: null,
      twoPersonAboveMicros: 0n,
    });
    const second = { tenantId: owner.tenantId, userId: await addColleague(db, owner.tenantId) };
    return await Promise.all([owner, second].map((person) => signedIn(world, db, person)));
  } finally {
    await db.close();
  }
}

async function addColleague(db: Db, tenantId: string): Promise<string> {
  const id = randomUUID();
  const user = { id, email: 'second@example.test', name: 'Grace' };
  await withoutTenant(db, (tx) => tx.insertInto('users').values(user).execute());
  await withTenant(db, { tenantId, actor: 'test' }, (tx) =>
    tx.insertInto('memberships').values({ user_id: id, role: 'operator' }).execute(),
  );
  return id;
}

async function signedIn(
  world: World,
  db: Db,
  person: { tenantId: string; userId: string },
): Promise<ApiClient> {
  const client = createApiClient(world.url, world.url, AbortSignal.timeout(600_000));
  const token = await createSignInLink(db, person);
  await client.send('POST', 'auth/sign-in-link', null, { body: { token } });
  return client;
}

/** As a person who tries again until it works: the API may be away, or gone in the middle of an answer. */
export async function again<T>(work: () => Promise<T>, forMs = 500_000): Promise<T> {
  const until = Date.now() + forMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(100);
    }
  }
}
