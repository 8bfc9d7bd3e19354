import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startAnalyst, type Analyst } from '../../activities/analysis.ts';
import { decide } from '../../db/repositories/decisions.ts';
import { findProposal } from '../../db/repositories/proposals.ts';
import { createTask, requestCancel, retryTask } from '../../db/repositories/tasks.ts';
import { getTaskDetail, listTasks } from '../../db/repositories/task-views.ts';
import type { TenantTransaction } from '../../db/tenant.ts';
import { workflowIds } from '../../temporal/names.ts';
import { cancelTask, startTask } from '../../temporal/start.ts';
import { DE } from '../sandbox/client.ts';
import { eventually, startProduct, type Product } from './product.ts';

/** Spec E3: tasks on real PostgreSQL and Temporal. */
jest.setTimeout(60_000);

const real = startAnalyst();
let analyze: Analyst['analyze'] = (job) => real.analyze(job);
let pauseMs = 20;
let product: Product;
let tenant: Awaited<ReturnType<Product['tenant']>>;

beforeAll(async () => {
  product = await startProduct({
    analyst: { analyze: (job) => analyze(job), close: () => real.close() },
    pauseBeforeTry: () => pauseMs,
  });
  tenant = await product.tenant();
});
afterAll(() => product.close());

const detail = (id: string) =>
  product.workspace.inTenant(tenant.tenantId, async (tx) => (await getTaskDetail(tx, id, 'en'))!);

const deadLetter = (id: string) =>
  product.workspace.inTenant(tenant.tenantId, (tx) =>
    tx.selectFrom('dead_letters').selectAll().where('task_id', '=', id).executeTakeFirstOrThrow(),
  );

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

test('a campaign that was changed, or whose change was rejected, is not proposed again by the next run (A3)', async () => {
  const own = await product.tenant();
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
    product.workspace.inTenant(own.tenantId, work);
  const optimize = async () => {
    const input = { platform: 'meta', accountId: DE.slice(4) };
    const { id } = await product.run(own, { capability: 'spend-optimization', input });
    await product.until(own.tenantId, id, 'completed');
    return inTenant((tx) =>
      tx.selectFrom('proposals').selectAll().where('task_id', '=', id).orderBy('campaign_id').execute(),
    );
  };
  const [changed, rejected] = await optimize();
  for (const [proposal, verdict] of [
    [changed!, 'approve'],
    [rejected!, 'reject'],
  ] as const) {
    // prettier-ignore
    const { id: proposalId, version } = proposal;
    await inTenant((tx) =>
      decide(tx, { proposalId, userId: own.userId, verdict, version }, product.workspace.deps.now()),
    );
  }
  await eventually(
    () => inTenant((tx) => findProposal(tx, changed!.id)),
    (row) => row?.state === 'read_back',
  );
  const again = (await optimize()).map((proposal) => proposal.campaign_id);
  expect(again).not.toContain(changed!.campaign_id);
  expect(again).not.toContain(rejected!.campaign_id);
});

test('the same idempotency key gives the same task, also at the same moment', async () => {
  const given = { idempotencyKey: 'once' };
  const [first, second] = await Promise.all([product.run(tenant, given), product.run(tenant, given)]);
  expect(second.id).toBe(first.id);
  await product.until(tenant.tenantId, first.id, 'completed');
  expect((await product.run(tenant, given)).id).toBe(first.id);
  expect((await detail(first.id)).executions).toHaveLength(1);
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
  expect(await deadLetter(id)).toMatchObject({
    round: 1,
    reason: dead.failure!.message,
    error: { code: 'internal' },
    replayed_at: null,
  });

  analyze = (job) => real.analyze(job);
  await product.workspace.inTenant(tenant.tenantId, (tx) => retryTask(tx, id, tenant.userId));
  await product.until(tenant.tenantId, id, 'completed');
  expect((await detail(id)).executions.at(-1)).toMatchObject({ round: 2, try: 1, state: 'completed' });
  expect(await deadLetter(id)).toMatchObject({
    replayed_at: expect.any(Date),
    replayed_by: tenant.userId,
  });
  const audit = await product.workspace.inTenant(tenant.tenantId, (tx) =>
    tx
      .selectFrom('audit_log')
      .select(['action', 'actor'])
      .where('table_name', '=', 'dead_letters')
      .orderBy('id')
      .execute(),
  );
  expect(audit).toEqual([
    { action: 'insert', actor: 'system:agent-run' },
    { action: 'update', actor: 'test' },
  ]);
});

test('what another try cannot help fails at once', async () => {
  const { id } = await product.run(tenant, { input: { platform: 'meta', accountId: 'unknown' } });
  await product.until(tenant.tenantId, id, 'failed');
  expect((await detail(id)).failure!.code).toBe('not-found');
});

/** Holds the next analysis until `release`. */
function hold() {
  let begun = () => {};
  let release = () => {};
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  const held = new Promise<void>((resolve) => (release = resolve));
  analyze = async (job) => {
    begun();
    await held;
    return real.analyze(job);
  };
  return {
    beginning,
    release: () => {
      analyze = (job) => real.analyze(job);
      release();
    },
  };
}
const cancel = (id: string) =>
  product.workspace.inTenant(tenant.tenantId, (tx) => requestCancel(tx, id, product.workspace.deps.now()));
const moves = async (id: string) => (await detail(id)).transitions.map((move) => move.to);

test('a pending task is canceled at once, and a late start finds nothing to do', async () => {
  const { task } = await product.workspace.inTenant(tenant.tenantId, (tx) =>
    createTask(tx, {
      agentKey: 'budget-analyzer',
      agentInstanceId: tenant.agentInstanceId,
      capability: 'spend-analysis',
      input: { platform: 'meta', accountId: DE.slice(4) },
    }),
  );
  expect(await cancel(task.id)).toMatchObject({ result: 'canceled', task: { state: 'canceled' } });
  await startTask(product.client, { ...task, tenantId: tenant.tenantId, agentKey: task.agent_key });
  await product.client.workflow.getHandle(workflowIds.task(task.id, 1)).result();
  expect(await moves(task.id)).toEqual(['pending', 'canceled']);
  expect((await detail(task.id)).executions).toEqual([]);
});

test('a running task is canceled', async () => {
  const { beginning, release } = hold();
  const { id, round } = await product.run(tenant);
  await beginning;
  expect(await cancel(id)).toMatchObject({ result: 'asked' });
  await cancelTask(product.client, { id, round }, 10_000);
  release();
  await product.until(tenant.tenantId, id, 'canceled');
  expect((await detail(id)).executions.map((one) => one.state)).toEqual(['canceled']);
});

test('a cancel that Temporal never heard of is seen by the next step', async () => {
  const { beginning, release } = hold();
  const { id } = await product.run(tenant);
  await beginning;
  await cancel(id);
  release();
  await product.until(tenant.tenantId, id, 'canceled');
  expect((await detail(id)).proposalIds).toEqual([]);
});

test('a task is canceled in its pause between tries, and a retry of it completes', async () => {
  pauseMs = 600_000;
  analyze = () => Promise.reject(new Error('broken'));
  const { id, round } = await product.run(tenant);
  await product.until(tenant.tenantId, id, 'retrying');
  await cancel(id);
  await cancelTask(product.client, { id, round }, 10_000);
  await product.until(tenant.tenantId, id, 'canceled');
  pauseMs = 20;
  analyze = (job) => real.analyze(job);
  await product.workspace.inTenant(tenant.tenantId, (tx) => retryTask(tx, id, tenant.userId));
  await product.until(tenant.tenantId, id, 'completed');
  expect(await moves(id)).toEqual([
    ...['pending', 'running', 'retrying', 'canceled'],
    ...['pending', 'running', 'completed'],
  ]);
  const times = (await detail(id)).transitions.map((move) => move.at);
  expect(times).toEqual(times.toSorted());
  expect(await cancel(id)).toMatchObject({ result: 'ended', task: { state: 'completed' } });
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
