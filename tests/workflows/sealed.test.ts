import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findSync } from '../../db/repositories/syncs.ts';
import { readVaultKey } from '../../db/vault-key.ts';
import { workflowIds } from '../../temporal/names.ts';
import { startSync } from '../../temporal/start.ts';
import { startProduct, type Product } from './product.ts';

/** Spec E10, E13: with a payload key Temporal stores what runs carry sealed, failures included, and the runs go on as ever. */
let product: Product;
let tenant: Awaited<ReturnType<Product['tenant']>>;
beforeAll(async () => {
  product = await startProduct({}, { payloadKey: readVaultKey(randomBytes(32).toString('base64')) });
  tenant = await product.tenant();
});
afterAll(() => product.close());

/** A run's history as the server has it, bytes as text. */
async function stored(workflowId: string): Promise<string> {
  const { namespace } = product.client.options;
  const { history } = await product.client.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId },
  });
  return JSON.stringify(history).replace(
    /"(data|encoding)":"([\w+/=]*)"/g,
    (_all, name: string, base64: string) => `"${name}":"${Buffer.from(base64, 'base64').toString('latin1')}"`,
  );
}

test('a task completes, and its arguments, results and summaries are not to be read', async () => {
  const task = await product.run(tenant);
  await product.until(tenant.tenantId, task.id, 'completed');
  const execution = await product.workspace.inTenant(tenant.tenantId, (tx) =>
    tx.selectFrom('executions').select('id').where('task_id', '=', task.id).executeTakeFirstOrThrow(),
  );
  const raw = await stored(workflowIds.task(task.id, 1));
  expect(raw).toContain('binary/encrypted');
  expect(raw).toContain('"completed"'); // what operators find runs by stays readable
  expect(raw).not.toContain(execution.id);
  expect(raw).not.toMatch(/executionId|spend-analysis|Claim the task|Open in AEGIS/);
});

test('the client reads a memo as it was given', async () => {
  const { client } = product;
  const handle = await client.workflow.start('change', {
    workflowId: 'change/sealed',
    taskQueue: 'nobody-serves-it',
    args: [{ tenantId: tenant.tenantId, proposalId: tenant.tenantId }],
    memo: { applied: { by: 'a person' } },
    staticSummary: 'A summary',
  });
  expect((await handle.describe()).memo).toEqual({ applied: { by: 'a person' } });
  expect(await stored('change/sealed')).not.toMatch(/a person|A summary/);
  await handle.terminate();
});

test('a failed step keeps its message to those with the key, and its report reaches the row', async () => {
  const { workspace, client } = product;
  await workspace.sandbox.control('/__faults', { kind: 'revoke-tokens' });
  const id = await workspace.request(tenant.tenantId, tenant.connectionId);
  const row = { tenantId: tenant.tenantId, id, platform: 'meta', trigger: 'manual' };
  await startSync(client, row, { waitMs: 10_000 });
  await client.workflow.getHandle(workflowIds.sync(id)).result();
  const sync = await workspace.inTenant(tenant.tenantId, (tx) => findSync(tx, id));
  expect(sync).toMatchObject({ state: 'failed', error_code: 'auth-expired' });
  const raw = await stored(workflowIds.sync(id));
  expect(raw).toContain('Encoded failure');
  expect(raw).not.toMatch(/no longer accepts|providerCode|connectors\/meta/);
});
