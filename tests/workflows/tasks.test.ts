import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startAnalyst, type Analyst } from '../../activities/analysis.ts';
import { createTask, requestCancel, retryTask } from '../../db/repositories/tasks.ts';
import { getTaskDetail, listTasks } from '../../db/repositories/task-views.ts';
import { cancelTask } from '../../temporal/start.ts';
import { DE } from '../sandbox/client.ts';
import { startProduct, type Product } from './product.ts';

/** Spec E3: tasks on real PostgreSQL and Temporal. */
jest.setTimeout(60_000);

const real = startAnalyst();
let analyze: Analyst['analyze'] = (job) => real.analyze(job);
let product: Product;
let tenant: Awaited<ReturnType<Product['tenant']>>;

beforeAll(async () => {
  product = await startProduct({
    analyst: { analyze: (job) => analyze(job), close: () => real.close() },
    pauseBeforeTry: () => 20,
  });
  tenant = await product.tenant();
});
afterAll(() => product.close());

const detail = (id: string) =>
  product.workspace.inTenant(tenant.tenantId, async (tx) => (await getTaskDetail(tx, id, 'en'))!);

test('a task completes with words, steps and every transition (E3)', async () => {
  const { id } = await product.run(tenant);
  await product.until(tenant.tenantId, id, 'completed');
  const task = await detail(id);
  expect(task.transitions.map((move) => move.to)).toEqual(['pending', 'running', 'completed']);
  expect(task.executions).toHaveLength(1);
  expect(task.executions[0]!.steps.map((step) => [step.name, step.state])).toEqual([
    ['gather', 'completed'],
    ['analyze', 'completed'],
    ['write', 'completed'],
  ]);
  expect(task.headline).toBe((task.result!.words as { headline: string }).headline);
  const french = await product.workspace.inTenant(tenant.tenantId, (tx) => getTaskDetail(tx, id, 'fr'));
  expect(french!.headline).not.toBe(task.headline);
});

test('long analyses run beside the event loop and end in proposals that wait (E3)', async () => {
  const input = { platform: 'meta', accountId: DE.slice(4) };
  const { id } = await product.run(tenant, { capability: 'spend-optimization', input });
  await product.until(tenant.tenantId, id, 'completed');
  const task = await detail(id);
  const drafts = (task.result!.analysis as { proposals: unknown[] }).proposals;
  expect(drafts.length).toBeGreaterThan(0);
  expect(task.proposalIds).toHaveLength(drafts.length);
});

test('the same idempotency key gives the same task', async () => {
  const given = { idempotencyKey: 'once' };
  const first = await product.run(tenant, given);
  const second = await product.run(tenant, given);
  expect(second.id).toBe(first.id);
  await product.until(tenant.tenantId, first.id, 'completed');
});

test('a row that nobody started is started by the sweeper', async () => {
  const { workspace } = product;
  const { task } = await workspace.inTenant(tenant.tenantId, (tx) =>
    createTask(tx, {
      agentKey: 'budget-analyzer',
      agentInstanceId: tenant.agentInstanceId,
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: '3617446282962907' },
    }),
  );
  await product.until(tenant.tenantId, task.id, 'completed');
});

test('three tries, then dead letter; a retry opens a new round that completes', async () => {
  analyze = () => Promise.reject(new Error('secret detail'));
  const { id } = await product.run(tenant);
  await product.until(tenant.tenantId, id, 'dead_letter');
  const dead = await detail(id);
  expect(dead.executions.map((one) => [one.try, one.state])).toEqual([
    [1, 'failed'],
    [2, 'failed'],
    [3, 'failed'],
  ]);
  expect(dead.transitions.filter((move) => move.to === 'retrying')).toHaveLength(2);
  expect(dead.failure!.code).toBe('internal');
  expect(JSON.stringify(dead)).not.toContain('secret detail');

  analyze = (job) => real.analyze(job);
  await product.workspace.inTenant(tenant.tenantId, (tx) => retryTask(tx, id, tenant.userId));
  await product.until(tenant.tenantId, id, 'completed');
  expect((await detail(id)).executions.at(-1)).toMatchObject({ round: 2, try: 1, state: 'completed' });
});

test('what another try cannot help fails at once', async () => {
  const { id } = await product.run(tenant, { input: { platform: 'meta', accountId: 'unknown' } });
  await product.until(tenant.tenantId, id, 'failed');
  expect((await detail(id)).failure!.code).toBe('not-found');
});

test('a running task is canceled', async () => {
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  analyze = async (job) => {
    begun();
    await held;
    return real.analyze(job);
  };
  const { id, round } = await product.run(tenant);
  await beginning;
  await product.workspace.inTenant(tenant.tenantId, (tx) => requestCancel(tx, id));
  await cancelTask(product.client, { id, round });
  release();
  analyze = (job) => real.analyze(job);
  await product.until(tenant.tenantId, id, 'canceled');
});

test('lists page without gaps and count every state', async () => {
  const page = (cursor?: string) =>
    product.workspace.inTenant(tenant.tenantId, (tx) => listTasks(tx, { limit: 2, cursor }, 'en'));
  const numbers: number[] = [];
  let at = await page();
  for (;;) {
    numbers.push(...at.data.map((task) => task.number));
    if (!at.nextCursor) break;
    at = await page(at.nextCursor);
  }
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => numbers.length - i));
  expect(Object.values(at.counts).reduce((sum, n) => sum + n, 0)).toBe(numbers.length);
});
