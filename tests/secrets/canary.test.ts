import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createApiClient, waitFor, type ApiClient } from '../../cli/api-client.ts';
import { buildConsole } from '../../cli/console.ts';
import { connectSandbox, signIn } from '../../cli/fill.ts';
import { connectionSchema } from '../../contracts/connections.ts';
import { taskDetailSchema, taskSchema } from '../../contracts/tasks.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace } from '../../db/repositories/tenants.ts';
import { withTenant } from '../../db/tenant.ts';
import { getCredential, readVaultKey } from '../../db/vault.ts';
import { startIdentityProvider } from '../api/identity-provider.ts';
import { startMailServer } from '../api/mail-server.ts';
import { unzip } from '../api/unzip.ts';
import { openBrowser } from '../browser/chromium.ts';
import { consent } from '../sandbox/client.ts';
import { passwords } from '../setup/names.ts';
import { startModelServer } from '../workflows/model-server.ts';
import { useIdentity } from './people.ts';
import { startProductApart } from './product.ts';
import { plantSecrets } from './secrets.ts';

/** Spec E10, E13: secrets go into every input that takes one, and are found again nowhere. */
jest.setTimeout(300_000);

const secrets = plantSecrets();
const answers: string[] = [];
const { signal } = new AbortController();
const vaultWord = secrets.key('the vault key');
const oldWord = secrets.key('an old vault key');
const owner = { email: 'owner@example.test', password: secrets.word('the password of a person') };

let product: Awaited<ReturnType<typeof startProductApart>>;
let models: Awaited<ReturnType<typeof startModelServer>>;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
/** What the workspaces took along: audit logs and exports, unpacked. */
const files: string[] = [];
let db: Db;
let person: { tenantId: string; userId: string };
let client: ApiClient;
let browserStorage = '';
const realFetch = globalThis.fetch;

beforeAll(async () => {
  await buildConsole(() => {}, signal);
  // Refuses every call, and repeats the key and the prompt in its error.
  models = await startModelServer(() => ({ status: 401 }));
  // Refuses our password, so that every mail waits with its link.
  mail = await startMailServer();
  for (const kind of ['warn', 'info'] as const) jest.spyOn(console, kind).mockImplementation(() => {});
  idp = await startIdentityProvider('http://localhost/api/v1/auth/sso/callback');
  product = await startProductApart(
    {
      SMTP_URL: `smtp://aegis:${secrets.word('the password of a mail server')}@127.0.0.1:${mail.port}`,
      SMTP_FROM: 'AEGIS <aegis@example.test>',
      AEGIS_SSO_NETWORKS: '127.0.0.0/8',
      AEGIS_VAULT_KEY: `2:${vaultWord}`,
      AEGIS_VAULT_OLD_KEYS: `1:${oldWord}`,
      AEGIS_OPERATOR_TOKEN: secrets.word('the token of operators'),
      METRICS_TOKEN: secrets.word('the token of Prometheus'),
      META_APP_ID: '1234567890',
      META_APP_SECRET: secrets.word('our secret at Meta'),
      OPENAI_COMPATIBLE_BASE_URL: models.url,
      OPENAI_COMPATIBLE_API_KEY: secrets.word('the key of a model'),
      OPENAI_COMPATIBLE_MODEL: 'local',
    },
    secrets.word('the password of the database’s superuser'),
  );
  for (const [role, password] of Object.entries(passwords)) secrets.add(`the password of ${role}`, password);
  globalThis.fetch = recording;
  db = openDatabase(product.world.database.appUrl, { size: 2 });
  await Promise.all([product.world.start('worker'), product.world.start('api')]);
  await use();
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  await db?.close();
  await product?.close();
  await models?.close();
  await mail?.close();
  await idp?.close();
});

/** Keeps what the API answers; a cookie that it sets is meant to hold its secret. */
const recording: typeof fetch = async (input, init) => {
  const response = await realFetch(input, init);
  const { url } = new Request(input, { method: 'HEAD' });
  // The address of a consent page is meant to hold its state.
  if (url.startsWith(product.world.url) && !url.endsWith('/auth/oauth/meta')) {
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie');
    answers.push(`${url.split('?')[0]} ${JSON.stringify(headers)} ${await response.clone().text()}`);
    for (const cookie of response.headers.getSetCookie()) {
      const value = /^[^=]+=([^;]+)/.exec(cookie)?.[1];
      if (value) secrets.add('the secret of a session', value);
    }
  }
  return response;
};

const call = (path: string, init: RequestInit = {}) =>
  fetch(product.world.url + path, { redirect: 'manual', ...init });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Uses the product with a secret wherever one can be given. */
async function use(): Promise<void> {
  const { world } = product;
  person = await createWorkspace(db, {
    name: 'Workspace of the canaries',
    plan: 'pro',
    ownerEmail: owner.email,
    ownerName: 'Camille',
    password: owner.password,
  });
  client = createApiClient(world.url, world.url, signal);
  await signIn(client, owner.email, owner.password);
  const link = await createSignInLink(db, person);
  secrets.add('a link that signs in', link);
  const linked = await post('/api/v1/auth/sign-in-link', { token: link });
  const cookie = linked.headers.getSetCookie()[0]!.split(';')[0]!;
  await connect(cookie);
  await work();
  await browse();
  const head = await useIdentity({
    ...{ call, db, secrets, issuer: idp.issuer, vaultKey: readVaultKey(`2:${vaultWord}`, `1:${oldWord}`) },
    shown: (path, init) => realFetch(product.world.url + path, init),
  });
  for (const one of [cookie, head]) await takeAlong(one);
  // Last: who guesses this often is not let in for a while.
  await misuse(cookie);
  await guess();
}

/** Everything that leaves a workspace as a file. */
async function takeAlong(cookie: string): Promise<void> {
  const log = await call('/api/v1/audit.csv', { headers: { cookie } });
  files.push(await log.text());
  const zip = await realFetch(`${product.world.url}/api/v1/export`, { headers: { cookie } });
  expect(zip.status).toBe(200);
  const tables = await unzip(Buffer.from(await zip.arrayBuffer()));
  files.push(...[...tables].map(([name, text]) => `${name}\n${text}`));
}

/** What people and attackers type. */
async function guess(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await post('/api/v1/auth/sign-in', { email: owner.email, password: secrets.word('a wrong password') });
    await post('/api/v1/auth/sign-in-link', { token: secrets.word('a link that nobody has') });
    await call('/api/v1/session', {
      headers: { cookie: `aegis_session=${secrets.word('a forged session')}` },
    });
    await call('/api/v1/session', {
      headers: { authorization: `Bearer ${secrets.word('a forged bearer token')}` },
    });
    await call('/metrics', { headers: { authorization: `Bearer ${secrets.word('a wrong metrics token')}` } });
  }
}

/** Codes and states of platforms, good ones and forged ones. */
async function connect(cookie: string): Promise<void> {
  const asked = await post(
    '/api/v1/auth/oauth/meta',
    { environment: 'sandbox', scopes: ['ads_read'] },
    { cookie, 'idempotency-key': randomUUID() },
  );
  const { authorizeUrl } = (await asked.json()) as { authorizeUrl: string };
  const dialog = new URL(authorizeUrl);
  secrets.add('the state of a consent', dialog.searchParams.get('state')!);
  const back = await consent(product.world.sandboxUrl, Object.fromEntries(dialog.searchParams), 'allow');
  secrets.add('the code of a consent', back.searchParams.get('code')!);
  await call(`${back.pathname}${back.search}`, { headers: { cookie } });
  for (let i = 0; i < 4; i++) {
    const forged = new URLSearchParams({
      state: secrets.word('a forged state'),
      code: secrets.word('a forged code'),
    });
    await call(`/api/v1/auth/oauth/meta/callback?${forged.toString()}`, { headers: { cookie } });
  }
  const { connectionId, credential } = await storedCredential();
  secrets.add('an access token', credential.accessToken);
  // Connected a second time: another token in place of the first.
  await connectSandbox(client, () => {}, signal);
  expect(connectionId).toBe((await storedCredential()).connectionId);
}

async function storedCredential() {
  const vaultKey = readVaultKey(`2:${vaultWord}`, `1:${oldWord}`);
  return withTenant(db, { tenantId: person.tenantId, actor: 'test' }, async (tx) => {
    const { id } = await tx.selectFrom('connections').select('id').executeTakeFirstOrThrow();
    const credential = await getCredential(tx, vaultKey, { connectionId: id, platform: 'meta' });
    return { connectionId: id, credential: credential! };
  });
}

/** Secrets in places that do not ask for one. */
async function misuse(cookie: string): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await call(`/api/v1/campaigns?access_token=${secrets.word('a token in a query')}`, {
      headers: { cookie },
    });
    await call(`/nowhere?token=${secrets.word('a token in the address of a page')}`);
    await post('/api/v1/auth/sign-in', {
      email: 'x',
      password: { nested: secrets.word('a password as an object') },
    });
    await call('/api/v1/auth/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: `{"password": "${secrets.word('a password in broken JSON')}`,
    });
    await call('/api/v1/session', {
      headers: { cookie, 'x-api-key': secrets.word('a key in a header'), authorization: 'Basic x' },
    });
  }
}

/** Runs that fail at the model, and a sync that fails at the platform. */
async function work(): Promise<void> {
  const connection = await connectSandbox(client, () => {}, signal);
  const { id } = await client.send('POST', 'tasks', taskSchema, {
    body: {
      agent: 'budget-analyzer',
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: connection.accounts[0]!.id, days: 90 },
    },
  });
  const read = () => client.send('GET', `tasks/${id}`, taskDetailSchema);
  const task = await waitFor('The task', read, ({ state }) => state === 'completed', signal);
  expect(models.calls.length).toBeGreaterThan(0);
  expect(task.state).toBe('completed');

  await fetch(`${product.world.sandboxUrl}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'revoke-tokens' }),
  });
  await client.send('POST', `connections/${connection.id}/sync`, null);
  const state = () => client.send('GET', `connections/${connection.id}`, connectionSchema);
  await waitFor('The refusal', state, (row) => row.state === 'reconnect', signal);
}

/** What a script in the console's page could read. */
async function browse(): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const link = secrets.add('the link of a browser', await createSignInLink(db, person));
    await page.goto(`${product.world.url}/sign-in?token=${link}`);
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    await page.goto(`${product.world.url}/connections`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const { value } of await page.context().cookies())
      secrets.add('the secret of a browser’s session', value);
    browserStorage = await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      const kept = await caches.keys();
      return JSON.stringify({
        local: { ...localStorage },
        session: { ...sessionStorage },
        cookie: document.cookie,
        address: location.href,
        history: history.state as unknown,
        databases,
        kept,
        page: document.documentElement.outerHTML,
      });
    });
  } finally {
    await browser.close();
  }
}

/** Finds are told without the secrets themselves. `proof` is there for certain: the place was really searched. */
function expectNone(place: string, text: string, proof: RegExp): void {
  expect(text).toMatch(proof);
  expect(secrets.foundIn(place, text)).toEqual([]);
}

test('at least 50 secrets were planted, each another one', () => {
  expect(secrets.count).toBeGreaterThanOrEqual(50);
  for (const what of [
    'an API key',
    'a recovery code 10',
    'the secret of an authenticator app',
    'the link of the mail password-reset',
    'the link of the mail invitation 2',
    'the client secret of an identity provider',
    'the password of a mail server',
  ])
    // prettier-ignore
    expect(secrets.names()).toContain(what);
});

test('what processes print and log holds none', async () => {
  expectNone(
    'the log',
    (await product.files('aegis')) + product.world.output(),
    /"path":"\/api\/v1\/auth\/sign-in"/,
  );
});

test("PostgreSQL's log with every statement holds none", async () => {
  expectNone("PostgreSQL's log", await product.files('postgres.log'), /execute [^]*vault_get/);
});

test('pg_stat_statements and pg_stat_activity hold none', async () => {
  expectNone('pg_stat_statements', await product.statements(), /vault_put/);
});

test('no row of any table holds one, the audit log included', async () => {
  const rows = await product.rows();
  expect(rows).toMatch(/aegis\.emails .*late@company\.test/);
  expectNone('the tables', rows, /aegis\.audit_log .*credentials/);
});

test('no answer of the API holds one', () => {
  expect(answers.length).toBeGreaterThan(60);
  expect(answers.join('\n')).toMatch(/v1\/emails .*late@company\.test/);
  expectNone('an answer', answers.join('\n'), /auth-expired/);
});

test('neither the audit log nor the export of a workspace holds one', () => {
  expect(files.length).toBeGreaterThan(60);
  expectNone('a file', files.join('\n'), /data\/identity_providers\.jsonl\n\{/);
});

test('the browser stores none where a script could read it', () => {
  expectNone("the browser's storage", browserStorage, /"local":/);
});

test("Temporal's database holds none, failures included", async () => {
  await product.temporal.stop(); // everything is in its files then
  expectNone("Temporal's files", await product.files('temporal'), new RegExp(person.tenantId));
});
