import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { decide } from '../../db/repositories/decisions.ts';
import { queues, workflowIds } from '../../temporal/names.ts';
import { startSync } from '../../temporal/start.ts';
import { eventually } from './product.ts';
import { startChanges } from './proposals.ts';

/** Spec H6 and design.md §5: operators find and understand every run in Temporal. */
jest.setTimeout(60_000);

const LINEN = '120245452617390604';
const CART = '120245452617400217';

let changes: Awaited<ReturnType<typeof startChanges>>;
beforeAll(async () => {
  changes = await startChanges({ pauseBeforeTry: () => 20 });
});
afterAll(() => changes.close());

/** Ids of the runs that `temporal workflow list --query` shows. */
async function list(query: string): Promise<string[]> {
  const ids = [];
  for await (const run of changes.client.workflow.list({ query })) ids.push(run.workflowId);
  return ids.sort();
}
const found = (query: string, ids: string[]) =>
  eventually(
    () => list(query),
    (seen) => JSON.stringify(seen) === JSON.stringify(ids.toSorted()),
  );

async function shown(workflowId: string) {
  const { namespace } = changes.client.options;
  const answer = await changes.client.workflowService.describeWorkflowExecution({
    namespace,
    execution: { workflowId },
  });
  const read = (payload: { data?: Uint8Array | null } | null | undefined) =>
    payload?.data ? (JSON.parse(Buffer.from(payload.data).toString()) as string) : null;
  const { userMetadata } = answer.executionConfig!;
  return {
    summary: read(userMetadata?.summary),
    details: read(userMetadata?.details),
    priority: answer.workflowExecutionInfo!.priority,
    queue: answer.workflowExecutionInfo!.taskQueue,
  };
}

/** Search attributes that a run was started with. */
async function startedWith(workflowId: string): Promise<Record<string, unknown>> {
  const { events } = await changes.client.workflow.getHandle(workflowId).fetchHistory();
  const { indexedFields } = events![0]!.workflowExecutionStartedEventAttributes!.searchAttributes!;
  const values = Object.entries(indexedFields!).map(([name, { data }]) => [
    name,
    JSON.parse(Buffer.from(data!).toString()) as unknown,
  ]);
  return Object.fromEntries(values) as Record<string, unknown>;
}

/** Summaries of the activities and timers of a run, in order. */
async function steps(workflowId: string): Promise<(string | null)[]> {
  const { events = [] } = await changes.client.workflow.getHandle(workflowId).fetchHistory();
  return events!
    .map((event) => event.userMetadata?.summary?.data)
    .filter((data) => data != null)
    .slice(1) // the workflow's own
    .map((data) => JSON.parse(Buffer.from(data).toString()) as string);
}

test('a tenant’s runs of an agent are found by tenant, agent, platform and status, and say what they do', async () => {
  const { tenantId } = changes.tenant;
  const stranger = await changes.product.tenant();
  const theirs = await changes.product.run(stranger);
  const done = await changes.product.run(changes.tenant, { priority: 2 });
  const broken = await changes.product.run(changes.tenant, {
    input: { platform: 'meta', accountId: 'unknown' },
  });
  const proposal = await changes.advise(LINEN, 210);
  await changes.begin(proposal);
  await changes.product.until(tenantId, done.id, 'completed');
  await changes.product.until(tenantId, broken.id, 'failed');
  await changes.product.until(stranger.tenantId, theirs.id, 'completed');

  const [first, second] = [workflowIds.task(done.id, 1), workflowIds.task(broken.id, 1)];
  const advice = workflowIds.task(proposal.task_id!, 1);
  const mine = `TenantId = "${tenantId}" AND Agent = "budget-analyzer"`;
  await found(mine, [first, second, advice, workflowIds.change(proposal.id)]);
  await found(`${mine} AND TaskKind = "task"`, [first, second, advice]);
  await found(`${mine} AND TaskStatus = "failed"`, [second]);
  await found(`${mine} AND TaskStatus = "proposed"`, [workflowIds.change(proposal.id)]);
  await found(`TenantId = "${tenantId}" AND TaskPriority <= 2`, [first]);
  const tasks = `TenantId = "${tenantId}" AND TaskKind = "task"`;
  await found(`${tasks} AND Platform = "meta" AND TaskTrigger = "manual"`, [first, second, advice]);
  await found(`TenantId = "${stranger.tenantId}"`, [
    workflowIds.sync(stranger.syncId),
    workflowIds.task(theirs.id, 1),
  ]);

  const task = await shown(first);
  expect(task.summary).toBe('Task 1: budget-analyzer, spend-analysis');
  expect(task.details).toContain(`(http://console.test/tasks/${done.id})`);
  expect(task.priority).toMatchObject({ priorityKey: 1, fairnessKey: tenantId });
  expect(task.queue).toBe(queues.main);
});

test('a change says what it waits for and how it ended', async () => {
  const proposal = await changes.advise(CART, 170);
  await changes.begin(proposal);
  const id = workflowIds.change(proposal.id);
  // From its start on, also while no worker runs.
  expect(await startedWith(id)).toMatchObject({
    ...{ TenantId: changes.tenant.tenantId, TaskKind: 'change', Agent: 'budget-analyzer', Platform: 'meta' },
    ...{ TaskStatus: 'proposed', TaskTrigger: 'agent', TaskPriority: 3 },
  });
  await changes.decide(proposal);
  await changes.handle(proposal.id).result();
  expect(await steps(id)).toEqual(
    expect.arrayContaining(['Waits for a decision', 'Read, change once, read back on meta']),
  );
  expect((await shown(id)).summary).toBe(`Set the daily budget of meta campaign ${CART}`);
  await found(`TenantId = "${changes.tenant.tenantId}" AND TaskStatus = "read_back"`, [id]);
});

test('a change that is overtaken before its write ends as what it is', async () => {
  const proposal = await changes.advise(LINEN, 190);
  await changes.begin(proposal);
  const { version } = await changes.find(proposal.id);
  const verdict = { proposalId: proposal.id, userId: changes.tenant.userId, verdict: 'approve' as const };
  await changes.inTenant((tx) => decide(tx, { ...verdict, version }, changes.workspace.deps.now()));
  await changes.inTenant((tx) =>
    tx.updateTable('campaigns').set({ daily_budget_micros: 1_000_000n }).where('id', '=', LINEN).execute(),
  );
  await changes.wake(proposal);
  await changes.until(proposal.id, 'conflict');
  await found(`TenantId = "${changes.tenant.tenantId}" AND TaskStatus = "conflict"`, [
    workflowIds.change(proposal.id),
  ]);
});

test('a sync says which account and days it reads', async () => {
  const { tenantId, connectionId } = changes.tenant;
  const id = await changes.workspace.request(tenantId, connectionId);
  await startSync(
    changes.client,
    { tenantId, id, platform: 'meta', trigger: 'manual' },
    { waitMs: 10_000, publicUrl: 'http://console.test' },
  );
  const workflowId = workflowIds.sync(id);
  await changes.client.workflow.getHandle(workflowId).result();
  expect(await shown(workflowId)).toMatchObject({
    summary: 'Sync meta (manual)',
    details: expect.stringContaining('http://console.test/connections'),
  });
  const texts = await steps(workflowId);
  expect(texts).toContain('List accounts of meta');
  expect(texts).toContain('Campaigns of Maison Solène FR');
  expect(
    texts.find((text) => /Maison Solène DE, 2026-\d\d-\d\d to 2026-\d\d-\d\d \(1\//.test(text!)),
  ).toBeDefined();
  const syncs = [workflowIds.sync(changes.tenant.syncId), workflowId];
  await found(`TenantId = "${tenantId}" AND TaskKind = "sync" AND TaskStatus = "completed"`, syncs);
});
