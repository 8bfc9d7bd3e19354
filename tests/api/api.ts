import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import pg from 'pg';
import type { Client } from '@temporalio/client';
import type { Role } from '../../contracts/session.ts';
import type { ApiConfig } from '../../api/config.ts';
import { defaultEdge } from '../../api/edge-config.ts';
import { startApi } from '../../api/server.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace, type NewWorkspace } from '../../db/repositories/tenants.ts';
import { withTenant } from '../../db/tenant.ts';
import { readVaultKey } from '../../db/vault.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { createTestNamespace } from '../setup/temporal.ts';

// Machines that test are often busy.
jest.setTimeout(60_000);

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface Person {
  tenantId: string;
  userId: string;
  cookie: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

interface Given {
  /** Default: an empty one, dropped by close. */
  database?: TestDatabase;
  /** Of a worker that runs beside it. */
  temporal?: { client: Client };
  now?: () => Date;
  resolveTxt?: (name: string) => Promise<string[][]>;
}

/** A running API, by default on a database and a namespace of its own; no worker. */
export async function startTestApi(change: Partial<ApiConfig> = {}, given: Given = {}) {
  const [database, temporal] = await Promise.all([
    given.database ?? createTestDatabase(),
    change.temporal ?? (given.temporal ? { address: '', namespace: '' } : createTestNamespace()),
  ]);
  const db: Db = openDatabase(database.appUrl);
  const api = await startApi(
    {
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://localhost:4700',
      databaseUrl: database.appUrl,
      temporal: { ...temporal, uiUrl: null },
      vaultKey: readVaultKey(randomBytes(32).toString('base64')),
      meta: { live: null, sandbox: null },
      sandboxUrl: null,
      logLevel: 'silent',
      edge: { ...defaultEdge, limits: plenty, patience: { ...defaultEdge.patience, headers: 30_000 } },
      ...change,
    },
    { now: given.now, temporal: given.temporal, resolveTxt: given.resolveTxt ?? noName },
  );
  let count = 0;
  const call =
    (cookie: string) =>
    (method: string, path: string, body?: unknown, headers = {}) =>
      request(api.url, cookie, method, path, body, headers);
  const signIn = async (person: { tenantId: string; userId: string }) => {
    const token = await createSignInLink(db, person, given.now?.());
    const cookie = cookieOf(await call('')('POST', '/api/v1/auth/sign-in-link', { token }));
    return { cookie, call: call(cookie) };
  };
  return {
    url: api.url,
    db,
    superuserUrl: database.superuserUrl,
    call: call(''),
    withCookie: call,
    /** A new workspace whose owner is signed in. */
    async newPerson(workspace: Partial<NewWorkspace> = {}): Promise<Person> {
      const person = await createWorkspace(db, { ...workspaceOf(++count), ...workspace });
      return { ...person, ...(await signIn(person)) };
    },
    signIn,
    /** Another person in somebody's workspace, signed in. */
    async newColleague({ tenantId }: Person, role: Role): Promise<Person> {
      const home = await createWorkspace(db, workspaceOf(++count));
      await withTenant(db, { tenantId, actor: 'test' }, (tx) =>
        tx.insertInto('memberships').values({ user_id: home.userId, role }).execute(),
      );
      const colleague = { tenantId, userId: home.userId };
      return { ...colleague, ...(await signIn(colleague)) };
    },
    /** Takes the database away from everybody, or gives it back. */
    async cutDatabase(cut: boolean) {
      const elsewhere = new URL(database.superuserUrl);
      const name = elsewhere.pathname.slice(1);
      elsewhere.pathname = '/postgres';
      const client = new pg.Client({ connectionString: elsewhere.href });
      await client.connect();
      await client.query(`alter database ${name} with allow_connections ${!cut}`);
      if (cut) {
        await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
          name,
        ]);
      }
      await client.end();
    },
    async close() {
      await api.close();
      await db.close();
      if (!given.database) await database.drop();
    },
  };
}

/** No test asks the world's DNS. */
const noName = () => Promise.reject(new Error('ENOTFOUND'));

/** All callers of a test come from one address. */
const plenty = { anonymous: 1_000_000, signIn: 1_000_000, webhooks: 1_000_000 };

const workspaceOf = (number: number): NewWorkspace => ({
  name: `Workspace ${number}`,
  ownerEmail: `owner-${number}@example.test`,
  ownerName: 'Owner',
  password: null,
});

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

export const cookieOf = (answer: Answer) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

async function request(
  url: string,
  cookie: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  // A stream does not end by itself: that it begins is its answer.
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const text = isStream ? '' : await response.text();
  if (isStream) await response.body?.cancel();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    // Of a file its text, so that what must not be in it can be looked for.
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : text ? { text } : {},
  };
}
