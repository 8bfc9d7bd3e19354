import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createSyncActivities } from '../../activities/platform-sync.ts';
import { findConnection } from '../../db/repositories/connections.ts';
import { findSync } from '../../db/repositories/syncs.ts';
import { queues, workflowIds } from '../../temporal/names.ts';
import { MONDAY } from '../sandbox/client.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { startWorkspace, type Tenant, type Workspace } from './workspace.ts';

/** Spec E1, E7: the workflow through a real Temporal server. */
let workspace: Workspace;
let client: Client;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  workspace = await startWorkspace();
  await workspace.setClock(MONDAY);
  const { address, namespace } = await createTestNamespace();
  const [native, connection] = await Promise.all([
    NativeConnection.connect({ address }),
    Connection.connect({ address }),
  ]);
  client = new Client({ connection, namespace });
  const activities = createSyncActivities(workspace.deps);
  const common = { connection: native, namespace, activities };
  const workflowsPath = fileURLToPath(new URL('../../workflows/platform-sync.ts', import.meta.url));
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: queues.main, workflowsPath }),
    Worker.create({ ...common, taskQueue: queues.platform('meta') }),
  ]);
  const running = workers.map((worker) => worker.run());
  closing.push(async () => {
    workers.forEach((worker) => worker.shutdown());
    await Promise.all(running);
    await Promise.all([native.close(), connection.close()]);
  });
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
  await workspace.close();
}, 60_000);

async function start({ tenantId, connectionId }: Tenant) {
  const syncId = await workspace.request(tenantId, connectionId);
  const handle = await client.workflow.start('platformSync', {
    workflowId: workflowIds.sync(syncId),
    taskQueue: queues.main,
    args: [{ tenantId, syncId }],
  });
  const sync = () => workspace.inTenant(tenantId, (tx) => findSync(tx, syncId));
  return { handle, sync };
}

const rowsOf = ({ tenantId }: Tenant) =>
  workspace.inTenant(tenantId, (tx) => tx.selectFrom('campaign_metrics').select('day').execute());

test('syncs every account and says when the next sync is due', async () => {
  const tenant = await workspace.connect();
  const { handle, sync } = await start(tenant);
  await handle.result();
  expect(await sync()).toMatchObject({ state: 'completed', error_code: null });
  expect((await rowsOf(tenant)).length).toBeGreaterThan(300);
  const connection = await workspace.inTenant(tenant.tenantId, (tx) =>
    findConnection(tx, tenant.connectionId),
  );
  expect(connection!.next_sync_at).toEqual(new Date(MONDAY + 3_600_000));
}, 60_000);

test('one bad account never stops the others', async () => {
  const tenant = await workspace.connect();
  const [, bad] = [...(await accountIds())];
  const path = `act_${bad}/insights`;
  await workspace.sandbox.control('/__faults', { kind: 'error', status: 400, code: 10, path, count: null });
  try {
    const { handle, sync } = await start(tenant);
    await handle.result();
    expect(await sync()).toMatchObject({ state: 'completed', error_code: 'permission' });
  } finally {
    await workspace.sandbox.control('/__faults', undefined, 'DELETE');
  }
  const streams = await workspace.inTenant(tenant.tenantId, (tx) =>
    tx.selectFrom('sync_streams').selectAll().where('stream', '=', 'insights').execute(),
  );
  const states = new Map(streams.map((stream) => [stream.account_id, stream.state]));
  for (const [id, state] of states) expect(state).toBe(id === bad ? 'action_required' : 'on_time');
  expect(states.size).toBeGreaterThan(1);
}, 60_000);

test('a cancel ends the sync and keeps what was read', async () => {
  const tenant = await workspace.connect();
  await workspace.sandbox.control('/__faults', {
    kind: 'slow',
    delayMs: 120_000,
    path: '/insights',
    count: null,
    after: 3,
  });
  try {
    const { handle, sync } = await start(tenant);
    while ((await rowsOf(tenant)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect(await sync()).toMatchObject({ state: 'canceled' });
    const streams = await workspace.inTenant(tenant.tenantId, (tx) =>
      tx.selectFrom('sync_streams').select('state').distinct().execute(),
    );
    expect(streams.map(({ state }) => state).sort()).toEqual(['on_time', 'pending']);
  } finally {
    await workspace.sandbox.control('/__faults', undefined, 'DELETE');
  }
  expect((await rowsOf(tenant)).length).toBeGreaterThan(0);
}, 60_000);

test('a revoked token ends the sync as failed, with one call and one request to reconnect', async () => {
  const tenant = await workspace.connect();
  await workspace.sandbox.control('/__faults', { kind: 'revoke-tokens' });
  const calls = workspace.calls.length;
  const { handle, sync } = await start(tenant);
  await handle.result();
  expect(await sync()).toMatchObject({ state: 'failed', error_code: 'auth-expired' });
  expect(workspace.calls.length - calls).toBe(1);
  const connection = await workspace.inTenant(tenant.tenantId, (tx) =>
    findConnection(tx, tenant.connectionId),
  );
  expect(connection).toMatchObject({ state: 'reconnect', next_sync_at: null });
}, 60_000);

async function accountIds(): Promise<string[]> {
  const { body } = await workspace.sandbox.control('/__truth?since=2026-11-23&until=2026-11-23');
  return (body.accounts as { id: string }[]).map(({ id }) => id);
}
