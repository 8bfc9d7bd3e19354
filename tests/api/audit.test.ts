import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import type { AuditEntry } from '../../contracts/audit.ts';
import { withTenant } from '../../db/tenant.ts';
import { startTestApi, type Person, type TestApi } from './api.ts';

/** Spec E13, C8: what happened is found again by time, person, thing and act, and taken along as a table. */
let api: TestApi;
let owner: Person;
let auditor: Person;
let superuser: pg.Client;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.newPerson({ name: '=HYPERLINK("x")', ownerName: '@Camille' });
  auditor = await api.newColleague(owner, 'auditor');
  superuser = new pg.Client({ connectionString: api.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await api.close();
});

async function read(
  query: string,
  who = auditor,
): Promise<{ data: AuditEntry[]; nextCursor: string | null }> {
  const { status, body } = await who.call('GET', `/api/v1/audit${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body as never;
}
const csv = async (query: string, who = auditor) => {
  const response = await fetch(`${api.url}/api/v1/audit.csv${query}`, { headers: { cookie: who.cookie } });
  return { headers: response.headers, text: Buffer.from(await response.arrayBuffer()).toString('utf8') };
};

test('a change is told with who, what, before and after, and the request', async () => {
  const days = { days: 90 };
  const answer = await owner.call('PUT', '/api/v1/retention', days);
  const { data } = await read('?object=workspace&act=changed');
  expect(data[0]).toEqual({
    id: expect.stringMatching(/^\d+$/) as unknown,
    at: expect.stringMatching(/^20/) as unknown,
    actor: { id: `user:${owner.userId}`, kind: 'person', name: '@Camille' },
    act: 'changed',
    object: 'workspace',
    objectId: owner.tenantId,
    changes: [{ field: 'retention_days', old: 30, new: 90 }],
    requestId: answer.headers.get('x-request-id'),
  });
});

test('keys, agents and the system are named; a number beyond 2^53 keeps every digit; nothing of another tenant', async () => {
  const other = await api.newPerson();
  const keyId = randomUUID();
  await withTenant(api.db, { tenantId: owner.tenantId, actor: `user:${owner.userId}` }, (tx) =>
    sql`insert into aegis.api_keys (id, name, scopes, hint, token_hash, created_by, expires_at)
      values (${keyId}, 'Warehouse', '{read}', 'abcd', ${Buffer.alloc(32)}, ${owner.userId}, now())`.execute(
      tx,
    ),
  );
  for (const actor of [`key:${keyId}`, 'agent:budget-analyzer', 'system:purge', `sync:${randomUUID()}`]) {
    await withTenant(api.db, { tenantId: owner.tenantId, actor }, (tx) =>
      sql`update aegis.tenants set two_person_above_micros = coalesce(two_person_above_micros, 9007199254740993) + 2`.execute(tx),
    );
  } // prettier-ignore
  const { data } = await read('?object=workspace&limit=4');
  expect(data.map(({ actor: { kind, name } }) => [kind, name])).toEqual([
    ['sync', null],
    ['system', null],
    ['agent', null],
    ['key', 'Warehouse'],
  ]);
  expect(data[3]!.changes).toEqual([
    { field: 'two_person_above_micros', old: null, new: '9007199254740995' },
  ]);
  const actors = (await auditor.call('GET', '/api/v1/audit/actors')).body.data as { id: string }[];
  expect(actors.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['agent:budget-analyzer', `key:${keyId}`, 'system:purge', `user:${owner.userId}`]),
  );
  expect(actors.filter(({ id }) => id.startsWith('sync:'))).toEqual([]);
  expect(JSON.stringify([await read('?limit=100'), actors])).not.toContain(other.tenantId);
});

test('each filter leaves what fits, pages join without gap or repeat, and a foreign cursor is refused', async () => {
  const all = (await read('?limit=100')).data;
  expect(all.length).toBeGreaterThan(8);
  const paged: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
    paged.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor);
  expect(paged).toEqual(all);
  const [middle] = all.slice(4);
  const filters: Record<string, (one: AuditEntry) => boolean> = {
    [`actor=user:${owner.userId}`]: (one) => one.actor.id === `user:${owner.userId}`,
    'object=member': (one) => one.object === 'member',
    'act=created': (one) => one.act === 'created',
    [`id=${owner.tenantId}`]: (one) => one.objectId === owner.tenantId,
    [`from=${middle!.at}`]: (one) => one.at >= middle!.at,
    [`to=${middle!.at}`]: (one) => one.at < middle!.at,
    [`act=changed&object=workspace&actor=system:purge`]: (one) =>
      one.actor.id === 'system:purge' && one.act === 'changed' && one.object === 'workspace',
  };
  for (const [query, fits] of Object.entries(filters)) {
    const { data } = await read(`?limit=100&${query}`);
    expect([query, data]).toEqual([query, all.filter(fits)]);
    expect(data.length).toBeGreaterThan(0);
  }
  expect((await read('?object=no-such-thing')).data).toEqual([]);
  const { status, body } = await auditor.call('GET', '/api/v1/audit?cursor=elsewhere');
  expect([status, body.code]).toEqual([400, 'invalid-cursor']);
});

test('as a table for spreadsheets: same filters, no cell is a formula, and the log says that it was taken', async () => {
  const { headers, text } = await csv('?object=workspace');
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('content-disposition')).toContain('attachment');
  const lines = text.split('\r\n');
  expect(lines[0]).toBe('\ufeff"time","actor","actor_name","act","object","id","old","new","request_id"');
  expect(lines).toHaveLength(2 + (await read('?object=workspace&limit=100')).data.length);
  expect(text).toContain(`"'@Camille"`);
  expect(text).toContain('""two_person_above_micros"":""9007199254740995""');
  expect(text).not.toMatch(/(^|,)"?[=+\-@\t]/m);
  const { data } = await read('?object=export');
  expect(data[1]).toMatchObject({
    act: 'created',
    actor: { id: `user:${auditor.userId}` },
    changes: expect.arrayContaining([
      { field: 'kind', old: null, new: 'audit-log' },
      { field: 'filter', old: null, new: { object: 'workspace' } },
    ]) as unknown,
  });
  expect(data[0]!.changes).toContainEqual({ field: 'rows', old: null, new: lines.length - 2 });
});

test('a big log: every question is answered by its index, and all of it can be taken', async () => {
  await superuser.query(
    `insert into aegis.audit_log (tenant_id, at, table_name, row_key, action, new, actor)
      select $1, now() - n * interval '1 minute', case when n % 50 = 0 then 'decisions' else 'campaigns' end, 'meta/' || n % 5000,
        case when n % 500 = 0 then 'delete' else 'update' end, jsonb_build_object('n', n, 'name', repeat('x', 40)), 'user:' || n % 400
      from generate_series(1, 40000) n`,
    [owner.tenantId],
  );
  await superuser.query('analyze aegis.audit_log');
  const plan = (where: string) =>
    withTenant(api.db, { tenantId: owner.tenantId, actor: 'test', readOnly: true }, async (tx) => {
      const { rows } = await sql<Record<string, string>>`explain (costs off) select id from aegis.audit_log
        where ${sql.raw(where)} order by at desc, id desc limit 51`.execute(tx);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  const questions = {
    true: 'audit_log_at',
    "at >= '2020-01-01' and at < '2020-01-02'": 'audit_log_at',
    "(at, id) < (now() - interval '20 days', 5)": 'audit_log_at',
    "actor = 'user:7'": 'audit_log_actor',
    "table_name = 'tenants'": 'audit_log_table',
    "action = 'read'": 'audit_log_action',
    "row_key = 'meta/77'": 'audit_log_row',
  };
  for (const [where, index] of Object.entries(questions)) {
    const text = await plan(where);
    expect([where, text]).toEqual([where, expect.stringContaining(`using ${index}`)]);
    // The index itself is bounded, and nothing is sorted but the few entries of one row.
    expect(text).toMatch(/Index Cond: .*tenant_id/);
    expect(text).not.toContain('Seq Scan');
  }
  const { text } = await csv('');
  expect(text.split('\r\n').length).toBeGreaterThan(40_000);
});
