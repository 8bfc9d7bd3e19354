import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Credential } from '../../connectors/types.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { insertConnection } from '../../db/repositories/connections.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { getCredential, putCredential, readVaultKey } from '../../db/vault.ts';
import { addTenant } from '../db/tenants.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { proofSize } from '../setup/proof.ts';
import { startRotatingProvider } from '../sync/rotating-provider.ts';

/** Spec E10, C3: many callers at an expired token, in processes of their own. */
const ROUNDS = proofSize(3, 100);
const PROCESSES = 4;
const CALLERS = 50;
const LEASE_MS = 3_000;
jest.setTimeout(60_000 + ROUNDS * 2_000);

const word = randomBytes(32).toString('base64');
const vaultKey = readVaultKey(word);
const person = 'person-1';

let database: TestDatabase;
let db: Db;
let provider: Awaited<ReturnType<typeof startRotatingProvider>>;
let tenant: { tenantId: string; connectionId: string };
let processes: Caller[];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.appUrl, { size: 2 });
  provider = await startRotatingProvider(person);
});
afterAll(async () => {
  await provider.close();
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  tenant = await addTenant(db);
  provider.consentAgain();
  Object.assign(provider.counts, { exchanges: 0, refused: 0, calls: 0 });
  await store(provider.expire());
  processes = Array.from({ length: PROCESSES }, startCaller);
  await Promise.all(processes.map((one) => one.call(0))); // up and ready
});
afterEach(() => {
  for (const { child } of processes) child.kill('SIGKILL');
});

interface Caller {
  child: ChildProcess;
  lines: Interface;
  /** So many callers at once; gives the codes of those that failed, null when the process was killed. */
  call(count: number): Promise<string[] | null>;
}

function startCaller(): Caller {
  const { PATH, HOME } = process.env;
  const child = spawn(
    process.execPath,
    ['--no-warnings', path.join(import.meta.dirname, '../sync/refresh-caller.ts')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...{ PATH, HOME },
        DATABASE_URL: database.appUrl,
        VAULT_KEY: word,
        PROVIDER_URL: provider.url,
        TENANT_ID: tenant.tenantId,
        CONNECTION_ID: tenant.connectionId,
        LEASE_MS: String(LEASE_MS),
      },
    },
  );
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    lines,
    async call(count) {
      const answer = once(lines, 'line') as Promise<[string]>;
      child.stdin.write(`${count}\n`);
      const ended = once(child, 'exit').then(() => null);
      const said = await Promise.race([answer, ended]);
      return said && (JSON.parse(said[0]) as string[]);
    },
  };
}

const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(db, { tenantId: tenant.tenantId, actor: 'test' }, work);
const owner = () => ({ connectionId: tenant.connectionId, platform: 'meta' as const });

/** What the vault holds: a token at its end. */
function store(accessToken: string): Promise<void> {
  const credential: Credential = {
    accessToken,
    expiresAt: new Date(Date.now() - 60_000),
    scopes: ['ads_read', 'ads_management'],
    externalUserId: person,
  };
  return inTenant((tx) => putCredential(tx, vaultKey, { ...owner(), credential }));
}

const connection = () =>
  inTenant((tx) => tx.selectFrom('connections').selectAll().where('id', '=', tenant.connectionId).executeTakeFirstOrThrow()); // prettier-ignore

/** How often the connection began to ask for a person. */
const asked = () =>
  inTenant(async (tx) => {
    const rows = await tx
      .selectFrom('audit_log')
      .select('new')
      .where('table_name', '=', 'connections')
      .where('action', '=', 'update')
      .execute();
    return rows.filter(({ new: after }) => (after as { state?: string }).state === 'reconnect').length;
  });

test(`${PROCESSES * CALLERS} callers in ${PROCESSES} processes at an expired token: one refresh, no error, ${ROUNDS} times`, async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    await store(provider.expire());
    const failed = await Promise.all(processes.map((one) => one.call(CALLERS)));
    expect(failed).toEqual(processes.map(() => []));
    expect(provider.counts).toEqual({ exchanges: round, refused: 0, calls: round * PROCESSES * CALLERS });
  }
  expect(await asked()).toBe(0);
  expect((await connection()).state).toBe('connected');
});

test('a process killed before the platform has answered: another one renews, and nobody else sees an error', async () => {
  provider.atNextExchange('before', kill);
  const failed = await Promise.all(processes.map((one) => one.call(CALLERS)));
  expect(failed.filter((one) => one === null)).toHaveLength(1);
  expect(failed.filter((one) => one !== null).flat()).toEqual([]);
  expect(provider.counts).toMatchObject({ exchanges: 2, refused: 0 });
  expect(await asked()).toBe(0);
});

test('a process killed with the new token in its hands: a person is asked once, and nobody asks the platform again', async () => {
  provider.atNextExchange('after', kill);
  const failed = await Promise.all(processes.map((one) => one.call(CALLERS)));
  expect(failed.filter((one) => one === null)).toHaveLength(1);
  expect(new Set(failed.filter((one) => one !== null).flat())).toEqual(new Set(['auth-expired']));
  expect(provider.counts).toEqual({ exchanges: 2, refused: 1, calls: 0 });
  expect(await asked()).toBe(1);
  expect(await connection()).toMatchObject({
    state: 'reconnect',
    reconnect_reason: 'auth-expired (190/460)',
  });

  const alive = processes.filter(({ child }) => child.signalCode === null);
  const again = await Promise.all(alive.map((one) => one.call(CALLERS)));
  expect(new Set(again.flat())).toEqual(new Set(['auth-expired']));
  expect(provider.counts).toEqual({ exchanges: 2, refused: 1, calls: 0 });
  expect(await asked()).toBe(1);
});

test('a person who connects anew during a renewal is not overwritten by it', async () => {
  const [one] = processes;
  const anew: Credential = {
    accessToken: 'anew',
    expiresAt: new Date(Date.now() + 90 * 86_400_000),
    scopes: ['ads_read'],
    externalUserId: person,
  };
  provider.atNextExchange('after', () =>
    inTenant(async (tx) => {
      const { name, scopes, platform, environment } = await connection();
      const row = { platform, environment, name, scopes, externalUserId: person, connectedBy: null };
      await insertConnection(tx, { ...row, expiresAt: anew.expiresAt }, new Date());
      await putCredential(tx, vaultKey, { ...owner(), credential: anew });
    }),
  );
  await one!.call(1); // this platform does not know the token of the person
  expect(await inTenant((tx) => getCredential(tx, vaultKey, owner()))).toEqual(anew);
});

test('a platform that is down is asked once per pause, not once per caller', async () => {
  const { url } = provider;
  await provider.close();
  try {
    const failed = await Promise.all(processes.map((one) => one.call(CALLERS)));
    expect(new Set(failed.flat())).toEqual(new Set(['unavailable']));
    expect(failed.flat()).toHaveLength(PROCESSES * CALLERS);
    const begun = await inTenant((tx) =>
      tx
        .selectFrom('audit_log')
        .select('new')
        .where('table_name', '=', 'credentials')
        .where('action', '=', 'update')
        .execute(),
    );
    const claims = begun.filter(({ new: after }) => (after as { renewing_by?: unknown }).renewing_by);
    expect(claims).toHaveLength(1);
    expect(await connection()).toMatchObject({ state: 'connected' });
  } finally {
    provider = await startRotatingProvider(person);
    expect(provider.url).not.toBe(url);
  }
});

async function kill(pid: number): Promise<void> {
  const { child } = processes.find((one) => one.child.pid === pid)!;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
