import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { putAgentInstance } from '../../db/repositories/agent-instances.ts';
import { createTask, type NewTask, type TaskRow } from '../../db/repositories/tasks.ts';
import { withoutTenant } from '../../db/tenant.ts';
import type { VaultKey } from '../../db/vault-key.ts';
import { workflowIds } from '../../temporal/names.ts';
import { startSync, startTask } from '../../temporal/start.ts';
import type { WorkerConfig } from '../../workers/config.ts';
import { startWorker, type WorkerOverrides } from '../../workers/main.ts';
import { FR } from '../sandbox/client.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { startWorkspace, type Tenant } from '../sync/workspace.ts';

/** A worker on real PostgreSQL, real Temporal and the sandbox. */
export async function startProduct(
  overrides: WorkerOverrides = {},
  { payloadKey, ...config }: Partial<WorkerConfig> & { payloadKey?: VaultKey } = {},
) {
  const [workspace, temporal] = await Promise.all([startWorkspace(), createTestNamespace()]);
  const worker = await startWorker(
    {
      publicUrl: 'http://console.test',
      databaseUrl: workspace.database.appUrl,
      dispatchDatabaseUrl: workspace.database.dispatchUrl,
      temporal: { ...temporal, payloadKey },
      queues: null,
      vaultKey: workspace.deps.vaultKey,
      meta: { live: null, sandbox: workspace.app },
      sandboxUrl: workspace.sandbox.url,
      models: { anthropic: null, openaiCompatible: null },
      logLevel: 'silent',
      ...config,
    },
    { now: workspace.deps.now, sweepEveryMs: 200, ...overrides },
  );
  const { client } = worker.temporal;
  const task = (tenantId: string, id: string) =>
    workspace.inTenant(tenantId, (tx) => tx.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirstOrThrow()); // prettier-ignore
  /** By Temporal as in the product: a sweeper would take a sync that is run by hand for one that was lost. */
  const sync = async ({ tenantId, connectionId }: Tenant) => {
    const id = await workspace.request(tenantId, connectionId);
    await startSync(client, { tenantId, id, platform: 'meta', trigger: 'manual' }, { waitMs: 10_000 });
    // When Temporal did not take it at once, the sweeper hands it over.
    await eventually(
      () =>
        client.workflow
          .getHandle(workflowIds.sync(id))
          .describe()
          .then(({ status }) => status.name)
          .catch(() => null),
      (status) => status === 'COMPLETED',
    );
    return id;
  };

  return {
    ...{ workspace, worker, client, task, temporal },
    /** A connected and synced tenant with a person who may decide and an instance of Budget Analyzer. */
    async tenant() {
      const tenant: Tenant = await workspace.connect();
      const syncId = await sync(tenant);
      const userId = randomUUID();
      await withoutTenant(workspace.deps.db, (tx) =>
        tx
          .insertInto('users')
          .values({ id: userId, email: `${userId}@example.test`, name: 'Ada' })
          .execute(),
      );
      const agentInstanceId = await workspace.inTenant(tenant.tenantId, async (tx) => {
        await tx.insertInto('memberships').values({ user_id: userId, role: 'admin' }).execute();
        return (await putAgentInstance(tx, 'budget-analyzer', {}))!.id;
      });
      return { ...tenant, userId, agentInstanceId, syncId };
    },
    /** Writes a task and starts it as the API does. */
    async run(
      tenant: { tenantId: string; agentInstanceId: string },
      given: Partial<NewTask> = {},
    ): Promise<TaskRow> {
      const { task: row } = await workspace.inTenant(tenant.tenantId, (tx) =>
        createTask(
          tx,
          {
            agentKey: 'budget-analyzer',
            agentInstanceId: tenant.agentInstanceId,
            capability: 'spend-analysis',
            input: { platform: 'meta', accountId: FR.slice(4) },
            ...given,
          },
          workspace.deps.now(),
        ),
      );
      await startTask(
        client,
        { ...row, tenantId: row.tenant_id, agentKey: row.agent_key },
        { eager: true, publicUrl: 'http://console.test' },
      );
      return row;
    },
    /** Waits until the task is in one of the states. */
    until: (tenantId: string, id: string, ...states: TaskRow['state'][]) =>
      eventually(
        () => task(tenantId, id),
        (row) => states.includes(row.state),
      ),
    async close() {
      await worker.close();
      await workspace.close();
    },
  };
}

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** Reads until it holds; a failing test ends by Jest's own time. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (holds(value)) return value;
    if (tries === 800) throw new Error(`It did not come so far: ${JSON.stringify(value, (_, v: unknown) => typeof v === 'bigint' ? String(v) : v).slice(0, 1500)}`); // prettier-ignore
    await sleep(50);
  }
}
