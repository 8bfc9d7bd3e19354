import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { disconnect } from '../../db/repositories/connections.ts';
import { listDeleted, purgeBatch, restoreItem } from '../../db/repositories/deleted-items.ts';
import { setRetention } from '../../db/repositories/retention.ts';
import { lookAgain } from '../../db/repositories/due-work.ts';
import { withTenant } from '../../db/tenant.ts';
import { MONDAY } from '../sandbox/client.ts';
import { readTables } from '../db/rows.ts';
import { eventually, startProduct, type Product } from './product.ts';

/** Spec E1: what people delete can be restored, and is removed for good after the time that the workspace sets. */
jest.setTimeout(60_000);

const DAY = 86_400_000;
let product: Product;
let superuser: pg.Client;
beforeAll(async () => {
  product = await startProduct();
  superuser = new pg.Client({ connectionString: product.workspace.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await product.close();
});

type Tenant = Awaited<ReturnType<Product['tenant']>>;
const inTenant: <T>(
  tenant: Tenant,
  work: Parameters<typeof product.workspace.inTenant<T>>[1],
) => Promise<T> = (tenant, work) => product.workspace.inTenant(tenant.tenantId, work);
const now = () => product.workspace.deps.now();
const count = async (table: string, tenant: Tenant) => {
  const { rows } = await superuser.query<{ n: number }>(
    `select count(*)::int as n from aegis.${table} where ${table === 'tenants' ? 'id' : 'tenant_id'} = $1`,
    [tenant.tenantId],
  );
  return rows[0]!.n;
};
/** Otherwise the sweeper looks when the time has come by the real clock. */
const look = (tenant: Tenant) =>
  superuser.query(`update aegis.due_work set due_at = now() where kind = 'purge' and tenant_id = $1`, [
    tenant.tenantId,
  ]);
const after = async (days: number, work: () => Promise<void>) => {
  const before = now().getTime();
  await product.workspace.setClock(before + days * DAY);
  await work().finally(() => product.workspace.setClock(before));
};

test('a deleted connection is listed, comes back whole, and asks to be connected again', async () => {
  const tenant = await product.tenant();
  const campaigns = await count('campaigns', tenant);
  expect(campaigns).toBeGreaterThan(0);
  await inTenant(tenant, (tx) => disconnect(tx, tenant.connectionId, now()));
  const deletedAt = now().toISOString();
  expect(await inTenant(tenant, (tx) => listDeleted(tx, now()))).toEqual([
    {
      ...{ id: tenant.connectionId, kind: 'connection', name: 'Meta', platform: 'meta', deletedAt },
      purgedAt: new Date(now().getTime() + 30 * DAY).toISOString(),
    },
  ]);
  expect(await inTenant(tenant, (tx) => restoreItem(tx, tenant.connectionId, now()))).toBe('restored');
  const [connection, accounts] = await inTenant(tenant, (tx) =>
    Promise.all([
      tx.selectFrom('connections').selectAll().executeTakeFirstOrThrow(),
      tx.selectFrom('ad_accounts').select('id').where('deleted_at', 'is', null).execute(),
    ]),
  );
  expect(connection).toMatchObject({ state: 'reconnect', deleted_at: null });
  expect(accounts.length).toBeGreaterThan(0);
  expect(await count('campaigns', tenant)).toBe(campaigns);
  expect(await inTenant(tenant, (tx) => listDeleted(tx, now()))).toEqual([]);
  expect(await inTenant(tenant, (tx) => restoreItem(tx, tenant.connectionId, now()))).toBe('not-found');
});

test('another workspace can neither see nor restore it, and a living one in its place stands in the way', async () => {
  const [tenant, other] = [await product.tenant(), await product.tenant()];
  await inTenant(tenant, (tx) => disconnect(tx, tenant.connectionId, now()));
  expect(await inTenant(other, (tx) => listDeleted(tx, now()))).toEqual([]);
  expect(await inTenant(other, (tx) => restoreItem(tx, tenant.connectionId, now()))).toBe('not-found');
  await inTenant(tenant, async (tx) => {
    const { external_user_id } = await tx.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    await tx
      .insertInto('connections')
      .values({ platform: 'meta', environment: 'sandbox', name: 'Again', external_user_id })
      .execute();
  });
  expect(await inTenant(tenant, (tx) => restoreItem(tx, tenant.connectionId, now()))).toBe('taken');
});

test('it is purged with all it held when its time is over, not before; each workspace sets that time', async () => {
  const [short, long] = [await product.tenant(), await product.tenant()];
  for (const tenant of [short, long])
    await inTenant(tenant, (tx) => disconnect(tx, tenant.connectionId, now()));
  await inTenant(short, (tx) => setRetention(tx, 7, now()));
  await after(8, async () => {
    for (const tenant of [short, long]) await look(tenant);
    await eventually(
      () => count('connections', short),
      (left) => left === 0,
    );
    for (const table of [
      'ad_accounts',
      'campaigns',
      'campaign_metrics',
      'syncs',
      'sync_streams',
      'credentials',
    ])
      expect([table, await count(table, short)]).toEqual([table, 0]);
    expect(await count('connections', long)).toBe(1);
    expect(await count('campaign_metrics', long)).toBeGreaterThan(0);
    expect(await inTenant(short, (tx) => restoreItem(tx, short.connectionId, now()))).toBe('not-found');
  });
  // Nothing is left to wait for in the one; the other is looked at again.
  await eventually(
    () => count('due_work', short),
    (left) => left === 0,
  );
  const { rows } = await superuser.query(
    `select from aegis.due_work where kind = 'purge' and tenant_id = $1`,
    [long.tenantId],
  );
  expect(rows).toHaveLength(1);
  // Who purged what stays on record.
  const { rows: records } = await superuser.query(
    `select from aegis.audit_log where tenant_id = $1 and table_name = 'connections' and action = 'delete' and actor = 'system:purge'`,
    [short.tenantId],
  );
  expect(records).toHaveLength(1);
});

test('an agent comes back switched off; after its time it stays as a name only where tasks tell of it', async () => {
  const tenant = await product.tenant();
  const task = await product.run(tenant);
  await product.until(tenant.tenantId, task.id, 'completed');
  const unused = randomUUID();
  await inTenant(tenant, async (tx) => {
    await tx.insertInto('agent_instances').values({ id: unused, agent_key: 'unused' }).execute();
    await tx
      .updateTable('agent_instances')
      .set({ deleted_at: now(), settings: '{"stepLimit": 0.2}' })
      .execute();
  });
  expect(await inTenant(tenant, (tx) => restoreItem(tx, unused, now()))).toBe('restored');
  const instances = () =>
    inTenant(tenant, (tx) => tx.selectFrom('agent_instances').selectAll().orderBy('agent_key').execute());
  expect((await instances())[1]).toMatchObject({ id: unused, enabled: false, deleted_at: null });
  await inTenant(tenant, async (tx) => {
    await tx.updateTable('agent_instances').set({ deleted_at: now() }).execute();
    await lookAgain(tx, 'purge', tenant.tenantId, now());
  });
  await after(31, async () => {
    await look(tenant);
    await eventually(instances, (left) => left.length === 1 && JSON.stringify(left[0]!.settings) === '{}');
  });
  expect((await instances())[0]).toMatchObject({ agent_key: 'budget-analyzer', settings: {} });
});

test('a deleted workspace goes with every row, a batch at a time, and its neighbour keeps all', async () => {
  const [tenant, neighbour] = [await product.tenant(), await product.tenant()];
  const task = await product.run(tenant);
  await product.until(tenant.tenantId, task.id, 'completed');
  const rows = async (one: Tenant) => {
    const found: Record<string, number> = {};
    for (const { name, tenantColumn } of await readTables(superuser))
      if (tenantColumn) found[name] = await count(name, one);
    return found;
  };
  const lasting = [
    'tenants',
    'memberships',
    'connections',
    'campaigns',
    'campaign_metrics',
    'agent_instances',
  ];
  const kept = () => Promise.all(lasting.map((table) => count(table, neighbour)));
  const before = await kept();
  const purge = (batch: number) =>
    withTenant(product.workspace.deps.db, { tenantId: tenant.tenantId, actor: 'system:purge' }, (tx) =>
      purgeBatch(tx, now(), batch),
    );
  // Not while it lives, whoever asks.
  await expect(
    inTenant(tenant, (tx) => sql`select aegis.purge_tenant(10)`.execute(tx)),
  ).rejects.toMatchObject({ code: '55000' });
  const longAgo = new Date(MONDAY - 31 * DAY);
  const deletedAt = (at: Date) =>
    inTenant(tenant, (tx) => tx.updateTable('tenants').set({ deleted_at: at }).execute());
  // Its time has to pass: the application cannot say that it has.
  await expect(deletedAt(longAgo)).rejects.toMatchObject({ code: '23514' });
  await deletedAt(new Date());
  await expect(
    inTenant(tenant, (tx) => sql`select aegis.purge_tenant(10)`.execute(tx)),
  ).rejects.toMatchObject({ code: '55000' });
  await superuser.query(`set session_replication_role = replica`);
  await superuser.query(`update aegis.tenants set deleted_at = $2 where id = $1`, [tenant.tenantId, longAgo]);
  await superuser.query(`set session_replication_role = origin`);
  expect(await purge(50)).toBe(true);
  expect(await count('tenants', tenant)).toBe(1);
  await inTenant(tenant, (tx) => lookAgain(tx, 'purge', tenant.tenantId, now()));
  await look(tenant);
  await eventually(
    () => count('tenants', tenant),
    (left) => left === 0,
  );
  expect(Object.entries(await rows(tenant)).filter(([, left]) => left > 0)).toEqual([]);
  expect(await kept()).toEqual(before);
});
