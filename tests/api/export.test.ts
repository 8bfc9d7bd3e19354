import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { defaultEdge } from '../../api/edge-config.ts';
import { createKey } from '../../db/repositories/api-keys.ts';
import { leftOut } from '../../db/repositories/workspace-data.ts';
import { withTenant } from '../../db/tenant.ts';
import { readTables, seedTenant, type Row } from '../db/rows.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';
import { unzip } from './unzip.ts';

/** Spec C8: a workspace takes all its data along, as they were at one moment, without a secret and without anybody else's. */
/** How long other answers may take. */
const ANSWER_MS = 5_000;
let api: TestApi;
let superuser: pg.Client;
beforeAll(async () => {
  const patience = { ...defaultEdge.patience, headers: 30_000, answer: ANSWER_MS };
  api = await startTestApi({ edge: { ...defaultEdge, patience } });
  superuser = new pg.Client({ connectionString: api.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await api.close();
});

const open = (who: Person) => fetch(`${api.url}/api/v1/export`, { headers: { cookie: who.cookie } });
async function take(who: Person): Promise<Map<string, string>> {
  const response = await open(who);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  return unzip(Buffer.from(await response.arrayBuffer()));
}
const linesOf = (text: string | undefined) =>
  (text ?? '').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row); // prettier-ignore
const exportsOf = async ({ tenantId }: Person) =>
  (
    await superuser.query<{ state: string; rows: string | null }>(
      'select state, rows from aegis.exports where tenant_id = $1 order by created_at',
      [tenantId],
    )
  ).rows;

/** A living row in every table, beside those that a new workspace has. */
async function fill({ tenantId }: Person): Promise<Map<string, Row>> {
  await superuser.query(`select set_config('app.tenant_id', $1, false)`, [tenantId]);
  const { rows } = await superuser.query<{ row: Row }>(
    `select row_to_json(t) as row from aegis.tenants t where id = $1`,
    [tenantId],
  );
  const tables = (await readTables(superuser)).filter(
    ({ name }) => !['tenants', 'subscriptions'].includes(name),
  );
  return seedTenant(
    superuser,
    tables,
    tenantId,
    undefined,
    new Map([
      ['tenants', rows[0]!.row],
      ['subscriptions', { tenant_id: tenantId }],
    ]),
  );
}

test('every table of the workspace is a file with each of its rows; a table that is new today too', async () => {
  await superuser.query(`set role aegis_owner;
    create table aegis.kites (tenant_id uuid not null default aegis.require_tenant() references aegis.tenants, id uuid not null
      default gen_random_uuid(), name text not null, far bigint not null, line_secret text, line_seal bytea, primary key (tenant_id, id));
    call aegis.protect('aegis.kites'); grant select on aegis.kites to aegis_app; reset role`);
  const [mine, other] = [await api.newPerson(), await api.newPerson()];
  const [own, theirs] = [await fill(mine), await fill(other)];
  const files = await take(mine);
  const manifest = JSON.parse(files.get('manifest.json')!) as Record<string, Record<string, unknown>>;
  const tables = (await readTables(superuser)).filter(
    ({ name, tenantColumn }) => (tenantColumn || name === 'users') && !(name in leftOut),
  );
  expect(tables.length).toBeGreaterThan(25);
  expect([...files.keys()].sort()).toEqual(
    [...tables.map(({ name }) => `data/${name}.jsonl`), 'manifest.json'].sort(),
  );
  for (const { name, tenantColumn } of tables.filter((one) => one.tenantColumn)) {
    const { rows } = await superuser.query<{ n: number }>(
      `select count(*)::int as n from aegis.${name} where ${tenantColumn} = $1`,
      [mine.tenantId],
    );
    // The record of this very export, and what the log says of it, came after the moment.
    const later = { exports: 1, audit_log: 2 }[name] ?? 0;
    const found = linesOf(files.get(`data/${name}.jsonl`)).length;
    expect([name, found]).toEqual([name, rows[0]!.n - later]);
    expect([name, manifest.rows![name]]).toEqual([name, found]);
    expect(found).toBeGreaterThan(0);
  }
  expect(manifest).toMatchObject({
    format: 'aegis-export-1',
    schema: expect.stringMatching(/^\d{4}-/) as unknown,
    workspace: { id: mine.tenantId },
    madeBy: { id: mine.userId },
    leftOut: { credentials: expect.any(String) as unknown },
  });
  const [kite] = linesOf(files.get('data/kites.jsonl'));
  expect(Object.keys(kite!).sort()).toEqual(['far', 'id', 'name']);
  expect(kite!.far).toBe(own.get('kites')!.far);

  // Nothing of the other's, nothing secret of one's own.
  const all = [...files.values()].join('\n');
  const reference = new Set(tables.filter((table) => table.reference).map(({ name }) => name));
  const foreign = [...theirs].flatMap(([table, row]) => (reference.has(table) ? [] : Object.values(row)));
  expect(foreign.filter((value) => value && /[0-9a-f]{8}-/.test(value) && all.includes(value))).toEqual([]);
  const secret = /(^|_)(secret|password|token|hash|sealed)(_|$)/;
  const secrets = (await readTables(superuser)).flatMap(({ name, columns }) =>
    columns
      .filter((column) => column.type === 'bytea' || secret.test(column.name))
      .map((column) => own.get(name)?.[column.name]?.replace('\\x', ''))
      .filter((value) => value && value.length > 8),
  );
  expect(secrets.length).toBeGreaterThan(5);
  expect(secrets.filter((value) => all.includes(value!))).toEqual([]);
  await superuser.query('drop table aegis.kites');
});

test('it takes a person who has just proved who they are, and the right', async () => {
  const owner = await api.newPerson({ plan: 'enterprise' });
  const admin = await api.newColleague(owner, 'admin');
  const operator = await api.newColleague(owner, 'operator');
  expect((await take(admin)).size).toBeGreaterThan(20);
  expect((await open(operator)).status).toBe(403);
  const { token } = await withTenant(api.db, { tenantId: owner.tenantId, actor: 'test' }, (tx) =>
    createKey(
      tx,
      { name: 'Key', scopes: ['read', 'audit'], createdBy: owner.userId, expiresAt: new Date(Date.now() + 60_000) },
      new Date(),
    ),
  ); // prettier-ignore
  const byKey = await api.call('GET', '/api/v1/export', undefined, { authorization: `Bearer ${token}` });
  expect([byKey.status, byKey.body.code]).toEqual([403, 'forbidden']);
  await superuser.query(`update aegis.sessions set confirmed_at = now() - interval '11 minutes' where user_id = $1`, [owner.userId]); // prettier-ignore
  const { status, body } = await owner.call('GET', '/api/v1/export');
  expect([status, body.code]).toEqual([403, 'confirmation-required']);
  expect(await exportsOf(owner)).toEqual([{ state: 'completed', rows: expect.any(String) as unknown }]);
});

test('it shows one moment however slowly it is read, one at a time; who leaves ends it, and the log says so', async () => {
  const owner = await api.newPerson({ name: 'Before' });
  await superuser.query(
    `insert into aegis.audit_log (tenant_id, table_name, row_key, action, actor, new)
      select $1, 'campaigns', n::text, 'update', 'system:test', to_jsonb((select string_agg(md5(random()::text), '') from generate_series(1, 30) where n > 0))
      from generate_series(1, 20000) n`,
    [owner.tenantId],
  );
  const begun = Date.now();
  const slow = (await open(owner)).body!.getReader();
  const parts = [Buffer.from((await slow.read()).value!)];
  const version = (await owner.call('GET', '/api/v1/workspace')).body;
  await owner.call('PUT', '/api/v1/workspace', { ...version, version: undefined, name: 'After' }, { 'if-match': `"${String(version.version)}"` }); // prettier-ignore
  expect((await owner.call('GET', '/api/v1/workspace')).body.name).toBe('After');
  const second = await owner.call('GET', '/api/v1/export');
  expect([second.status, second.body.reason]).toEqual([409, 'export-running']);
  // Longer than any other answer may take.
  await new Promise((resolve) => setTimeout(resolve, begun + ANSWER_MS + 300 - Date.now()));
  for (let part = await slow.read(); !part.done; part = await slow.read()) parts.push(Buffer.from(part.value));
  const files = await unzip(Buffer.concat(parts));
  expect(linesOf(files.get('data/tenants.jsonl'))[0]).toMatchObject({ name: 'Before' });
  expect(linesOf(files.get('data/audit_log.jsonl')).length).toBeGreaterThan(20_000);

  const left = (await open(owner)).body!.getReader();
  await left.read();
  await left.cancel();
  const ended = async () => (await exportsOf(owner)).map(({ state }) => state);
  while ((await ended()).includes('running')) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await ended()).toEqual(['completed', 'failed']);
  expect((await take(owner)).get('data/tenants.jsonl')).toContain('After');
  const { body } = await owner.call('GET', '/api/v1/audit?object=export&limit=100');
  const told = body.data as { act: string; actor: { id: string } }[];
  expect(told.map(({ act }) => act)).toEqual(['changed', 'created', 'changed', 'created', 'changed', 'created']);
  expect(new Set(told.map(({ actor }) => actor.id))).toEqual(new Set([`user:${owner.userId}`]));
}); // prettier-ignore

test('an export of another process keeps it waiting just as well', async () => {
  const owner = await api.newPerson();
  const lock = `hashtextextended('export ${owner.tenantId}', 0)`;
  await superuser.query(`select pg_advisory_lock(${lock})`);
  expect((await open(owner)).status).toBe(409);
  await superuser.query(`select pg_advisory_unlock(${lock})`);
  expect((await take(owner)).size).toBeGreaterThan(20);
});
