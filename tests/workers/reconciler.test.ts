import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { startAnalyst, type Analyst } from '../../activities/analysis.ts';
import { decide } from '../../db/repositories/decisions.ts';
import { lookAgain, type DueKind } from '../../db/repositories/due-work.ts';
import { proposeByPerson } from '../../db/repositories/own-changes.ts';
import { findProposal } from '../../db/repositories/proposals.ts';
import { listStreams } from '../../db/repositories/sync-streams.ts';
import { findSync } from '../../db/repositories/syncs.ts';
import { createTask } from '../../db/repositories/tasks.ts';
import { getTaskDetail } from '../../db/repositories/task-views.ts';
import type { ChangeSide } from '../../domain/policy.ts';
import { queues, workflowIds } from '../../temporal/names.ts';
import { startSync } from '../../temporal/start.ts';
import { reconcileChange } from '../../workers/reconciler.ts';
import { FR, LINEN } from '../sandbox/client.ts';
import { eventually, startProduct, type Product } from '../workflows/product.ts';

/** Spec E1, E3, E7: open rows are compared with their runs, whichever of the two databases was lost or is from before. */
jest.setTimeout(60_000);

const real = startAnalyst();
let analyze: Analyst['analyze'] = (job) => real.analyze(job);
let product: Product;
let tenant: Awaited<ReturnType<Product['tenant']>>;
let superuser: pg.Client;

beforeAll(async () => {
  product = await startProduct({ analyst: { analyze: (job) => analyze(job), close: () => real.close() } });
  tenant = await product.tenant();
  superuser = new pg.Client({ connectionString: product.workspace.database.superuserUrl });
  await superuser.connect();
  // Rows are put as a backup from before would have them: no trigger notes it.
  await superuser.query('set session_replication_role = replica');
  // The product's clock stands still in the past: no sync but those of the tests.
  await superuser.query(
    'alter table aegis.connections drop constraint connections_sync_interval_minutes_check',
  );
  await superuser.query('update aegis.connections set sync_interval_minutes = 100000000');
});
afterAll(async () => {
  await superuser.end();
  await product.close();
});

const inTenant: <T>(work: Parameters<typeof product.workspace.inTenant<T>>[1]) => Promise<T> = (work) =>
  product.workspace.inTenant(tenant.tenantId, work);
/** Otherwise the reconciler looks once a minute. */
const look = (kind: DueKind, id: string) => inTenant((tx) => lookAgain(tx, kind, id, new Date(0)));
/** As a backup from before would have it. */
const goBack = (statement: string, id: string) => superuser.query(`${statement} where id = $1`, [id]);

describe('tasks', () => {
  const detail = (id: string) => inTenant(async (tx) => (await getTaskDetail(tx, id, 'en'))!);

  test('a running task whose run Temporal has lost starts again, in the same try', async () => {
    const { task } = await inTenant((tx) =>
      createTask(tx, {
        agentKey: 'budget-analyzer',
        agentInstanceId: tenant.agentInstanceId,
        capability: 'spend-analysis',
        input: { platform: 'meta', accountId: FR.slice(4) },
      }),
    );
    await goBack(`update aegis.tasks set state = 'running', try = 1, workflow_run_id = 'lost'`, task.id);
    await look('task', task.id);
    await product.until(tenant.tenantId, task.id, 'completed');
    const { executions, transitions } = await detail(task.id);
    expect(executions.map((one) => [one.round, one.try, one.state])).toEqual([[1, 1, 'completed']]);
    expect(transitions.map((one) => one.to)).toEqual(['pending', 'pending', 'running', 'completed']);
  });

  test('a task whose run was terminated fails with its try, and can be retried', async () => {
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    let release = () => {};
    analyze = async (job) => {
      begun();
      await new Promise<void>((resolve) => (release = resolve));
      return real.analyze(job);
    };
    const { id, round } = await product.run(tenant);
    await beginning;
    await product.client.workflow.getHandle(workflowIds.task(id, round)).terminate();
    await look('task', id);
    await product.until(tenant.tenantId, id, 'failed');
    release();
    analyze = (job) => real.analyze(job);
    const { executions, failure } = await detail(id);
    expect(executions.map((one) => one.state)).toEqual(['failed']);
    expect(failure).toMatchObject({ message: 'Its run was ended from outside, in Temporal.' });
  });

  test('a task that a restored database believes running is run again', async () => {
    const { id } = await product.run(tenant);
    await product.until(tenant.tenantId, id, 'completed');
    await product.client.workflow.getHandle(workflowIds.task(id, 1)).result();
    await superuser.query('delete from aegis.executions where task_id = $1', [id]);
    await goBack(`update aegis.tasks set state = 'running', finished_at = null`, id);
    await look('task', id);
    await product.until(tenant.tenantId, id, 'completed');
    expect((await detail(id)).result!.words).toBeTruthy();
  });
});

describe('syncs', () => {
  const sync = (id: string) => inTenant(async (tx) => (await findSync(tx, id))!);
  const until = (id: string, state: string) =>
    eventually(
      () => sync(id),
      (row) => row.state === state,
    );
  const request = () => product.workspace.request(tenant.tenantId, tenant.connectionId);

  test('a running sync whose run Temporal has lost goes on from its cursors', async () => {
    const id = await request();
    await goBack(`update aegis.syncs set state = 'running', run_id = 'lost'`, id);
    await look('sync', id);
    const row = await until(id, 'completed');
    expect(row).toMatchObject({ rows_changed: 0n, error_code: null });
  });

  test('a sync whose run was terminated fails, leaves no stream under way, and the next one is due', async () => {
    const slow = { kind: 'slow', delayMs: 60_000, path: '/insights', count: null };
    await product.workspace.sandbox.control('/__faults', slow);
    const id = await request();
    const row = { tenantId: tenant.tenantId, id, platform: 'meta', trigger: 'manual' };
    await startSync(product.client, row, { waitMs: 10_000 });
    await until(id, 'running');
    await product.client.workflow.getHandle(workflowIds.sync(id)).terminate();
    await look('sync', id);
    await until(id, 'failed');
    await product.workspace.sandbox.control('/__faults', undefined, 'DELETE');
    const streams = await inTenant((tx) => listStreams(tx, [tenant.connectionId]));
    expect(streams.map(({ state }) => state).filter((state) => state !== 'on_time')).toEqual([]);
    const { rows } = await superuser.query(`select 1 from aegis.due_work where kind = 'connection'`);
    expect(rows).toHaveLength(1);
  });

  test('a sync that a restored database believes running is run again', async () => {
    const id = await request();
    await until(id, 'completed');
    await product.client.workflow.getHandle(workflowIds.sync(id)).result();
    await goBack(`update aegis.syncs set state = 'running', finished_at = null`, id);
    await look('sync', id);
    expect(await until(id, 'completed')).toMatchObject({ rows_changed: 0n });
  });
});

describe('changes', () => {
  // A sync that is left from above would bring campaigns in another version between proposal and claim.
  beforeAll(async () => {
    await superuser.query(`delete from aegis.due_work where kind in ('connection', 'sync')`);
    const open = `select id from aegis.syncs where state in ('pending', 'running')`;
    await eventually(
      () => superuser.query(open),
      ({ rows }) => rows.length === 0,
    );
  });

  type Memo = Record<string, unknown>;
  const proposal = (id: string) => inTenant(async (tx) => (await findProposal(tx, id))!);
  const until = (id: string, ...states: string[]) =>
    eventually(
      () => proposal(id),
      (row) => states.includes(row.state),
    );
  const writes = async () => (await product.workspace.sandbox.control('/__ledger?kind=write')).text;
  /** A person's own change that pauses or resumes the campaign, whichever it is not. */
  async function apply(): Promise<string> {
    const { id } = await inTenant(async (tx) => {
      const campaign = await tx.selectFrom('campaigns').selectAll().where('id', '=', LINEN).executeTakeFirstOrThrow(); // prettier-ignore
      const change = { userId: tenant.userId, platform: 'meta', campaignId: LINEN };
      const to: ChangeSide = { status: campaign.status === 'active' ? 'paused' : 'active' };
      return proposeByPerson(tx, { ...change, campaignVersion: campaign.version, to });
    });
    await until(id, 'read_back');
    await product.client.workflow.getHandle(workflowIds.change(id)).result();
    return id;
  }
  /** The same once more, with a run that Temporal does not know. */
  async function unknownRun(id: string, differs: string): Promise<string> {
    const { rows } = await superuser.query<{ id: string }>(
      `insert into aegis.proposals select (jsonb_populate_record(p, jsonb_build_object(
         'id', gen_random_uuid(), 'run_id', 'lost', 'applied_at', null, 'read_back', null, ${differs}))).*
       from aegis.proposals p where id = $1 returning id`,
      [id],
    );
    return rows[0]!.id;
  }
  const pending = (id: string) =>
    unknownRun(
      id,
      `'state', 'proposed', 'from', "to", 'to', "from", 'target_version',
       (select version from aegis.campaigns where id = campaign_id)`,
    );
  const waiting = (id: string) =>
    eventually(
      () => proposal(id),
      (row) => row.run_id !== 'lost',
    );

  /** The last run has read the row: what a test does to it now, the run does not see. */
  /** Until the newest run has begun to wait so many times. */
  const untilItWaits = (id: string, times = 1) =>
    eventually(
      () =>
        product.client.workflow
          .getHandle(workflowIds.change(id))
          .fetchHistory()
          .catch(() => null),
      (history) =>
        (history?.events ?? []).filter((event) => event.timerStartedEventAttributes).length >= times,
    );

  test('a pending proposal whose run Temporal has lost waits again and is applied once approved', async () => {
    const id = await pending(await apply());
    await look('change', id);
    const { version } = await waiting(id);
    const before = (await writes()).split('"applied"').length;
    await inTenant((tx) =>
      decide(tx, { proposalId: id, userId: tenant.userId, verdict: 'approve', version }),
    );
    await until(id, 'read_back');
    expect((await writes()).split('"applied"').length).toBe(before + 1);
  });

  test('a pending proposal whose run was terminated is withdrawn', async () => {
    const id = await pending(await apply());
    await look('change', id);
    await waiting(id);
    await product.client.workflow.getHandle(workflowIds.change(id)).terminate();
    await look('change', id);
    expect(await until(id, 'withdrawn')).toMatchObject({ error: { code: 'internal' } });
  });

  test('a change in `applying` is decided by reading the platform, not by writing again', async () => {
    const done = await apply();
    const before = await writes();
    const id = await unknownRun(done, `'state', 'applying'`);
    await superuser.query(
      `insert into aegis.decisions (tenant_id, proposal_id, user_id, verdict, target_version)
       select tenant_id, $2, user_id, verdict, target_version from aegis.decisions where proposal_id = $1`,
      [done, id],
    );
    await look('change', id);
    await until(id, 'read_back');
    expect(await writes()).toBe(before);
  });

  test.each(['proposed', 'approved', 'applying'])(
    'an applied change that a restored database believes %s is written down again, with who approved it',
    async (state) => {
      const id = await apply();
      const [applied, before] = [await proposal(id), await writes()];
      await superuser.query('delete from aegis.decisions where proposal_id = $1', [id]);
      await goBack(
        `update aegis.proposals set state = '${state}', applied_at = null, read_back = null, decided_at = null`,
        id,
      );
      await look('change', id);
      const again = await until(id, 'read_back');
      expect(again.read_back).toEqual(applied.read_back);
      expect(again.applied_at).toEqual(applied.applied_at);
      const { rows } = await superuser.query(
        'select user_id, verdict from aegis.decisions where proposal_id = $1',
        [id],
      );
      expect(rows).toEqual([{ user_id: tenant.userId, verdict: 'approve' }]);
      expect(await writes()).toBe(before);
    },
  );

  test.each([
    ['not signed', ({ applied }: Memo) => ({ applied })],
    ['signed for another change', (memo: Memo) => memo],
  ])('a memo that is %s is told and not believed', async (_, forge) => {
    const done = await apply();
    const { memo } = await product.client.workflow.getHandle(workflowIds.change(done)).describe();
    const id = await pending(done);
    await product.client.workflow.start('change', {
      workflowId: workflowIds.change(id),
      taskQueue: queues.main,
      args: [{ tenantId: tenant.tenantId, proposalId: id }],
      memo: forge(memo!),
    });
    const told: string[] = [];
    const { worker, client, workspace } = product;
    const { vaultKey, now } = workspace.deps;
    const deps = { db: worker.db, client, publicUrl: '', vaultKey, now };
    const due = { tenant_id: tenant.tenantId, kind: 'change' as const, id };
    await reconcileChange({ ...deps, onForged: (workflowId) => told.push(workflowId) }, due);
    expect(told).toEqual([workflowIds.change(id)]);
    expect((await proposal(id)).state).toBe('proposed');
  });

  test('an applied change whose run Temporal has lost is written down again after a restore too', async () => {
    const state = `'state', 'read_back', 'applied_at', now(), 'read_back', '{"status":"paused"}'::jsonb`;
    const id = await unknownRun(await apply(), state);
    await superuser.query(
      `insert into aegis.outcome_checks (tenant_id, proposal_id, after_days, due_at, state)
       values ($1, $2, 7, '2100-01-01', 'due')`,
      [tenant.tenantId, id],
    );
    const applied = await proposal(id);
    await look('change', id);
    await untilItWaits(id);
    await goBack(
      `update aegis.proposals set state = 'proposed', applied_at = null, read_back = null, decided_at = null`,
      id,
    );
    await look('change', id);
    const again = await until(id, 'read_back');
    expect([again.applied_at, again.read_back]).toEqual([applied.applied_at, applied.read_back]);
  });

  test('an applied change is written down again after a second restore too', async () => {
    const id = await pending(await apply());
    await superuser.query(`update aegis.proposals set effect = '{}' where id = $1`, [id]);
    await look('change', id);
    const { version } = await waiting(id);
    await inTenant((tx) =>
      decide(tx, { proposalId: id, userId: tenant.userId, verdict: 'approve', version }),
    );
    const applied = await until(id, 'read_back');
    await untilItWaits(id, 2); // for the decision, then for its checks; without any it would end by itself
    const runs = async () => {
      const found = [];
      const query = `WorkflowId = "${workflowIds.change(id)}"`;
      for await (const run of product.client.workflow.list({ query })) found.push(run.status.name);
      return found.sort();
    };
    /** As a backup from before the decision would have it. */
    const restore = async () => {
      await superuser.query('delete from aegis.outcome_checks where proposal_id = $1', [id]);
      await goBack(
        `update aegis.proposals set state = 'proposed', applied_at = null, read_back = null, decided_at = null`,
        id,
      );
      await look('change', id);
      return until(id, 'read_back');
    };
    // Its run is over: nothing is left to check.
    await superuser.query('delete from aegis.outcome_checks where proposal_id = $1', [id]);
    const handle = product.client.workflow.getHandle(workflowIds.change(id));
    await handle.executeUpdate('decide', { args: [randomUUID()] });
    await handle.result();

    await restore();
    await eventually(runs, (found) => found.join() === 'COMPLETED,RUNNING');
    await untilItWaits(id); // for its checks, again
    expect((await restore()).applied_at).toEqual(applied.applied_at);
  });
});
