import { randomBytes } from 'node:crypto';
import type { ApiConfig } from '../../api/config.ts';
import { startApi } from '../../api/server.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace, type NewWorkspace } from '../../db/repositories/tenants.ts';
import { readVaultKey } from '../../db/vault.ts';
import { createTestDatabase } from '../setup/database.ts';
import { createTestNamespace } from '../setup/temporal.ts';

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

/** A running API on a database and a namespace of its own; no worker. */
export async function startTestApi(change: Partial<ApiConfig> = {}) {
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  const db: Db = openDatabase(database.appUrl);
  const api = await startApi({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://localhost:4700',
    databaseUrl: database.appUrl,
    temporal: { ...temporal, uiUrl: null },
    vaultKey: readVaultKey(randomBytes(32).toString('base64')),
    meta: { live: null, sandbox: null },
    sandboxUrl: null,
    logLevel: 'silent',
    ...change,
  });
  let count = 0;
  const call =
    (cookie: string) =>
    (method: string, path: string, body?: unknown, headers = {}) =>
      request(api.url, cookie, method, path, body, headers);
  return {
    url: api.url,
    db,
    superuserUrl: database.superuserUrl,
    call: call(''),
    withCookie: call,
    /** A new workspace whose owner is signed in. */
    async newPerson(workspace: Partial<NewWorkspace> = {}): Promise<Person> {
      const person = await createWorkspace(db, {
        name: `Workspace ${++count}`,
        ownerEmail: `owner-${count}@example.test`,
        ownerName: 'Owner',
        password: null,
        ...workspace,
      });
      const token = await createSignInLink(db, person);
      const answer = await call('')('POST', '/api/v1/auth/sign-in-link', { token });
      const cookie = cookieOf(answer);
      return { ...person, cookie, call: call(cookie) };
    },
    async close() {
      await api.close();
      await db.close();
      await database.drop();
    },
  };
}

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
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
