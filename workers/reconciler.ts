import type { Client } from '@temporalio/client';
import type { Db } from '../db/database.ts';
import { appliedMemo, readAppliedMemo, restoreApplied } from '../db/repositories/applied.ts';
import { findConnection, scheduleNextSync } from '../db/repositories/connections.ts';
import { lookAgain, nothingDue, type DueKind } from '../db/repositories/due-work.ts';
import { endExecutionsOf } from '../db/repositories/executions.ts';
import { checksOf, saveCheck } from '../db/repositories/outcome-checks.ts';
import { findProposal, moveProposal, type ProposalRow } from '../db/repositories/proposals.ts';
import { settleStreams } from '../db/repositories/sync-streams.ts';
import { endSync, findSync, reopenSync } from '../db/repositories/syncs.ts';
import { findTask, insertDeadLetter, lockTask, moveTask, type TaskRow } from '../db/repositories/tasks.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import type { VaultKey } from '../db/vault.ts';
import { touches, type FailureReport } from '../domain/failure.ts';
import { isEnded, transitionReasons } from '../domain/task-state.ts';
import { lookAt } from '../temporal/look.ts';
import { workflowIds } from '../temporal/names.ts';
import {
  cancelTask,
  startChange,
  startSync,
  startTask,
  wakeChange,
  type Started,
} from '../temporal/start.ts';

/*
 * Compares open rows with their runs. A run that Temporal does not know starts (again): it was never started, or
 * Temporal's database was lost. A run that was ended from outside closes its row. A run that has completed although its
 * row is open means that our database was restored from before: what the run has done at a platform is written down
 * again, the rest starts again.
 */
export interface ReconcilerDeps {
  db: Db;
  client: Client;
  publicUrl: string;
  /** Tells our memos from those of others. */
  vaultKey: VaultKey;
  now(): Date;
  /** Told of a run whose memo is not ours. */
  onForged(workflowId: string): void;
}

export interface Due {
  tenant_id: string;
  kind: DueKind;
  id: string;
}

const LOOK_EVERY_MS = 60_000;

const inTenant = <T>(deps: ReconcilerDeps, due: Due, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(deps.db, { tenantId: due.tenant_id, actor: 'system:reconciler' }, work);

/** Reads the row; without one that is open, the note goes away. */
function openRow<Row>(
  deps: ReconcilerDeps,
  due: Due,
  read: (tx: TenantTransaction) => Promise<Row | null | undefined>,
): Promise<Row | null> {
  return inTenant(deps, due, async (tx) => {
    const row = await read(tx);
    if (row) await lookAgain(tx, due.kind, due.id, new Date(Date.now() + LOOK_EVERY_MS));
    else await nothingDue(tx, due.kind, due.id);
    return row ?? null;
  });
}

const options = (deps: ReconcilerDeps) => ({ publicUrl: deps.publicUrl, waitMs: 10_000 });

/** Throws where a start is not known to have come about, so that it is tried again soon. */
async function sure(starting: Promise<Started>): Promise<void> {
  if ((await starting) === 'pending') throw new Error('Temporal did not confirm a start.');
}

const endedOutside: FailureReport = {
  code: 'internal',
  message: 'Its run was ended from outside, in Temporal.',
  touched: touches.kept,
  remedy: 'Start it again if it is still needed.',
};
const canceledOutside = transitionReasons['canceled-outside'];

export async function reconcileTask(deps: ReconcilerDeps, due: Due): Promise<void> {
  const task = await openRow(deps, due, async (tx) => {
    const row = await findTask(tx, due.id);
    return row && !isEnded(row.state) ? row : null;
  });
  if (!task) return;
  const row = { ...task, tenantId: task.tenant_id, agentKey: task.agent_key };
  const run = await lookAt(deps.client, workflowIds.task(task.id, task.round));
  if (run.state === 'unknown') await sure(startTask(deps.client, row, options(deps)));
  if (run.state === 'running' && task.canceled_requested_at) await cancelTask(deps.client, task, 10_000);
  if (run.state === 'unknown' || run.state === 'running') return;
  const restored = await inTenant(deps, due, async (tx) => {
    // Its run has ended, and writes the row before it does: only now an open row says something.
    const still = await lockTask(tx, due.id);
    if (!still || isEnded(still.state) || still.round !== task.round) return false;
    if (run.state === 'completed') return true;
    await closeTask(tx, still, run.state === 'canceled', deps.now());
    return false;
  });
  if (restored) await sure(startTask(deps.client, row, { ...options(deps), again: true }));
}

async function closeTask(tx: TenantTransaction, task: TaskRow, canceled: boolean, now: Date): Promise<void> {
  await endExecutionsOf(tx, task.id, canceled ? 'canceled' : 'failed', canceled ? null : endedOutside, now);
  if (canceled) return moveTask(tx, task, { to: 'canceled', reason: canceledOutside }, now);
  const to = task.state === 'retrying' ? 'dead_letter' : 'failed';
  if (to === 'dead_letter') await insertDeadLetter(tx, task, endedOutside);
  await moveTask(tx, task, { to, reason: endedOutside.message, error: endedOutside }, now);
}

export async function reconcileSync(deps: ReconcilerDeps, due: Due): Promise<void> {
  const open = async (tx: TenantTransaction) => {
    const sync = await findSync(tx, due.id);
    return sync?.state === 'pending' || sync?.state === 'running' ? sync : null;
  };
  const found = await openRow(deps, due, async (tx) => {
    const sync = await open(tx);
    const connection = sync && (await findConnection(tx, sync.connection_id));
    if (sync && !connection) await close(tx, 'canceled', 'The connection is gone.');
    return connection && { sync, platform: connection.platform };
  });
  if (!found) return;
  const row = { tenantId: due.tenant_id, id: due.id, platform: found.platform, trigger: found.sync.trigger };
  const run = await lookAt(deps.client, workflowIds.sync(due.id));
  if (run.state === 'running') return;
  if (run.state === 'unknown') {
    await inTenant(deps, due, (tx) => reopenSync(tx, found.sync));
    return sure(startSync(deps.client, row, options(deps)));
  }
  const restored = await inTenant(deps, due, async (tx) => {
    const still = await open(tx);
    if (!still) return false;
    if (run.state === 'completed') {
      await reopenSync(tx, still);
      return true;
    }
    if (run.state === 'canceled') await close(tx, 'canceled', canceledOutside);
    else await close(tx, 'failed', endedOutside.message);
    return false;
  });
  if (restored) await sure(startSync(deps.client, row, { ...options(deps), again: true }));

  async function close(tx: TenantTransaction, state: 'failed' | 'canceled', detail: string) {
    const errorCode = state === 'failed' ? endedOutside.code : 'canceled';
    const sync = await endSync(tx, due.id, { state, errorCode, errorDetail: detail }, deps.now());
    const connection = sync && (await findConnection(tx, sync.connection_id));
    if (!connection) return;
    await settleStreams(tx, connection.id, deps.now());
    const next = new Date(deps.now().getTime() + connection.sync_interval_minutes * 60_000);
    if (connection.state === 'connected') await scheduleNextSync(tx, connection.id, next);
  }
}

export async function reconcileChange(deps: ReconcilerDeps, due: Due): Promise<void> {
  const seen = await openRow(deps, due, (tx) => unfinished(tx, due.id));
  if (!seen) return;
  const { id, platform, action } = seen;
  const row = {
    ...{ tenantId: seen.tenant_id, id, platform, action, agentKey: seen.agent_key },
    ...{ campaignId: seen.campaign_id, state: seen.state },
  };
  const run = await lookAt(deps.client, workflowIds.change(id));
  const memo = readAppliedMemo(run.memo, deps.vaultKey, due.tenant_id, id);
  if (memo) await inTenant(deps, due, (tx) => restoreApplied(tx, id, memo.applied, deps.now()));
  else if ('applied' in run.memo) deps.onForged(workflowIds.change(id));
  switch (run.state) {
    case 'unknown':
      if (isOpen(seen)) await start();
      else await inTenant(deps, due, (tx) => nothingDue(tx, 'change', id));
      return;
    case 'running':
      // Decided, and the run may not have heard of it.
      if (memo || ['proposed', 'applying', 'applied', 'read_back'].includes(seen.state)) return;
      await wakeChange(deps.client, row, `sweep-${deps.now().getTime()}`, options(deps));
      return;
    case 'completed': {
      const still = await openRow(deps, due, (tx) => unfinished(tx, id));
      if (still && isOpen(still)) await start();
      else await inTenant(deps, due, (tx) => nothingDue(tx, 'change', id));
      return;
    }
    default:
      await inTenant(deps, due, (tx) => closeChange(tx, id, deps.now()));
  }

  /** With what the next restore of the database needs. */
  async function start() {
    const known = memo ?? (await inTenant(deps, due, (tx) => appliedMemo(tx, deps.vaultKey, id)));
    const again = run.state === 'completed';
    await sure(startChange(deps.client, row, { ...options(deps), again, ...(known ? { memo: { ...known } } : {}) })); // prettier-ignore
  }
}

const isOpen = ({ state }: ProposalRow) =>
  ['proposed', 'approved', 'applying', 'applied', 'read_back'].includes(state);

/** A proposal that its run still has to see through; a read-back one only as long as checks are due. */
async function unfinished(tx: TenantTransaction, id: string): Promise<ProposalRow | null> {
  const row = await findProposal(tx, id);
  if (row?.state !== 'read_back') return row;
  const checks = await checksOf(tx, row.id);
  return checks.some((check) => check.state === 'due') ? row : null;
}

async function closeChange(tx: TenantTransaction, id: string, now: Date): Promise<void> {
  await moveProposal(tx, id, ['proposed'], 'withdrawn', { error: endedOutside });
  await moveProposal(tx, id, ['approved'], 'failed', { error: endedOutside });
  await moveProposal(tx, id, ['applying', 'applied'], 'failed', {
    error: { ...endedOutside, touched: touches.unsure },
  });
  for (const { after_days, state } of await checksOf(tx, id)) {
    const refused = { state: 'refused' as const, result: { reason: endedOutside.code }, inside: null };
    if (state === 'due') await saveCheck(tx, id, after_days, refused, now);
  }
  await nothingDue(tx, 'change', id);
}
