import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { lookAgain } from '../../db/repositories/due-work.ts';
import { findConnection, updateConnection } from '../../db/repositories/connections.ts';
import { MONDAY } from '../sandbox/client.ts';
import { eventually, startProduct, type Product } from '../workflows/product.ts';
import type { Tenant } from '../sync/workspace.ts';

/** Spec C3, E10: an access that nobody uses is renewed before it ends, or a person is asked for. */
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

const connectionOf = ({ tenantId, connectionId }: Tenant) =>
  product.workspace.inTenant(tenantId, async (tx) => (await findConnection(tx, connectionId))!);
/** When the sweeper looks at the credential next. */
async function dueAt({ connectionId }: Tenant): Promise<Date> {
  const { rows } = await superuser.query<{ due_at: Date }>(
    `select due_at from aegis.due_work where kind = 'credential' and id = $1`,
    [connectionId],
  );
  return rows[0]!.due_at;
}
const look = ({ tenantId, connectionId }: Tenant) =>
  product.workspace.inTenant(tenantId, (tx) => lookAgain(tx, 'credential', connectionId, new Date(0)));

/** A paused connection whose access ends in so many days. */
async function paused(days: number): Promise<Tenant> {
  await product.workspace.setClock(MONDAY);
  const tenant = await product.workspace.connect();
  await product.workspace.inTenant(tenant.tenantId, (tx) =>
    updateConnection(tx, tenant.connectionId, { paused: true }, new Date(MONDAY)),
  );
  await product.workspace.setClock(tenant.credential.expiresAt!.getTime() - days * DAY);
  return tenant;
}

test('a paused connection keeps its access', async () => {
  const tenant = await paused(10);
  await look(tenant);
  const renewed = await eventually(
    () => connectionOf(tenant),
    (row) => row.expires_at! > tenant.credential.expiresAt!,
  );
  expect(renewed.state).toBe('paused');
  const next = await eventually(
    () => dueAt(tenant),
    (at) => at.getTime() === renewed.expires_at!.getTime() - 20 * DAY,
  );
  expect(next.getTime()).toBeGreaterThan(product.workspace.deps.now().getTime());
});

test('one that the platform has ended asks for a person, and is not looked at again', async () => {
  const tenant = await paused(10);
  await product.workspace.sandbox.control('/__faults', { kind: 'revoke-tokens' });
  await look(tenant);
  const asked = await eventually(
    () => connectionOf(tenant),
    (row) => row.state === 'reconnect',
  );
  expect(asked.reconnect_reason).toMatch(/^auth-expired/);
  await eventually(
    () => dueAt(tenant),
    (at) => at.getUTCFullYear() === 9999,
  );
});

test('a credential that is deleted is looked at no more', async () => {
  const tenant = await paused(30);
  await product.workspace.inTenant(tenant.tenantId, (tx) => tx.deleteFrom('credentials').execute());
  const { rows } = await superuser.query(`select from aegis.due_work where kind = 'credential' and id = $1`, [
    tenant.connectionId,
  ]);
  expect(rows).toEqual([]);
});
