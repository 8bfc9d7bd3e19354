import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { findOffenders, rules } from './catalogue.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(`set search_path = ''`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test.each(rules)('$rule', async ({ offenders }) => {
  const { rows } = await client.query<unknown[]>({ text: offenders, rowMode: 'array' });
  expect(rows.flat()).toEqual([]);
});

// Each of these opens a hole; a gate that stays silent would be worth nothing.
const mutants = [
  'drop policy tenant_isolation on aegis.tasks',
  'drop policy tenant_isolation on aegis.meta_campaigns',
  'alter table aegis.tasks no force row level security',
  'alter table aegis.google_customers disable row level security',
  'create policy open on aegis.proposals using (true)',
  'alter policy tenant_isolation on aegis.proposals using (tenant_id = aegis.current_tenant_id())',
  'alter policy tenant_isolation on aegis.syncs with check (true)',
  'alter policy dispatch on aegis.due_work to public',
  'create table aegis.notes (tenant_id uuid primary key)',
  'create table aegis.notes (id uuid primary key)',
  'create unique index on aegis.tasks (id)',
  'alter table aegis.tasks alter tenant_id drop default',
  'alter table aegis.connections disable trigger audit',
  'drop trigger audit on aegis.decisions',
  "create type aegis.mood as enum ('good'); alter table aegis.tasks add mood aegis.mood",
  'alter table aegis.tasks add price numeric',
  'create view aegis.all_tasks as select * from aegis.tasks',
  'create materialized view aegis.all_tasks as select * from aegis.tasks',
  'create function aegis.peek() returns bigint language sql security definer as $$ select count(*) from aegis.tasks $$',
  'grant execute on function aegis.write_audit to aegis_app',
  'alter role aegis_app bypassrls',
  'grant aegis_owner to aegis_app',
  'alter table aegis.tasks owner to aegis_app',
  'grant truncate on aegis.tasks to aegis_app',
  'grant select on aegis.meta_campaigns to aegis_app',
  'grant select on aegis.tasks to public',
  'grant select on aegis.tasks to aegis_dispatch',
  'grant update on aegis.audit_log to aegis_app',
  'grant select on aegis.vault_keys to aegis_app',
  'grant select (sealed) on aegis.credentials to aegis_app',
  'grant update on aegis.role_rights to aegis_app',
  'alter policy reference_data on aegis.roles rename to open',
  'create policy more on aegis.roles using (true)',
];

test.each(mutants)('the gate notices: %s', async (mutant) => {
  await client.query('begin');
  try {
    expect(await findOffenders(client)).toEqual([]);
    await client.query(mutant);
    expect(await findOffenders(client)).not.toEqual([]);
  } finally {
    await client.query('rollback');
  }
});

test('the gate notices a foreign key that leaves the tenant out', async () => {
  await client.query('begin');
  try {
    await client.query(`create unique index tasks_id on aegis.tasks (id);
      alter table aegis.tasks add constraint tasks_id unique using index tasks_id;
      alter table aegis.dead_letters add constraint loose foreign key (task_id) references aegis.tasks (id)`);
    expect(await findOffenders(client)).toContainEqual(expect.stringMatching(/foreign keys .*: .*loose/));
  } finally {
    await client.query('rollback');
  }
});
