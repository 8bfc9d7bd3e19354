import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { sql, type Kysely } from 'kysely';
import type { Db } from '../db/database.ts';
import { findConnection, scheduleNextSync } from '../db/repositories/connections.ts';
import { lookAgain, nothingDue, type DueKind } from '../db/repositories/due-work.ts';
import { checksOf } from '../db/repositories/outcome-checks.ts';
import { findProposal, moveProposal } from '../db/repositories/proposals.ts';
import { endSync, findSync, requestSync } from '../db/repositories/syncs.ts';
import { findTask, lockTask, moveTask } from '../db/repositories/tasks.ts';
import type { Database } from '../db/schema/index.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import type { FailureReport } from '../domain/failure.ts';
import { isEnded } from '../domain/task-state.ts';
import { cancelTask, startChange, startSync, startTask, wakeChange } from '../temporal/start.ts';

export interface SweeperDeps {
  db: Db;
  /** As aegis_dispatch. */
  dispatch: Kysely<Pick<Database, 'due_work'>>;
  client: Client;
  publicUrl: string;
  now(): Date;
  everyMs: number;
  onError(error: unknown): void;
}

interface Due {
  tenant_id: string;
  kind: DueKind;
  id: string;
}

/** How long one sweeper keeps a row from others. */
const CLAIM_MS = 30_000;
const LOOK_EVERY_MS = 60_000;
const AT_ONCE = 50;

/**
 * Starts what is due and compares open work with Temporal: what was left pending starts, what Temporal lost starts again,
 * what was ended from outside is closed.
 */
export function startSweeper(deps: SweeperDeps): { close(): Promise<void> } {
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      const found = await sweep(deps).catch((error: unknown) => {
        deps.onError(error);
        return 0;
      });
      if (found < AT_ONCE) await sleep(deps.everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

/** One round; returns how many rows were due. */
export async function sweep(deps: SweeperDeps): Promise<number> {
  const { rows } =
    await sql<Due>`update aegis.due_work set due_at = now() + ${CLAIM_MS} * interval '1 millisecond'
    where (tenant_id, kind, id) in (select tenant_id, kind, id from aegis.due_work where due_at <= now()
      order by due_at limit ${AT_ONCE} for update skip locked)
    returning tenant_id, kind, id`.execute(deps.dispatch);
  for (const due of rows) {
    await handlers[due.kind](deps, due).catch((error: unknown) => deps.onError(error));
  }
  return rows.length;
}

const handlers: Record<DueKind, (deps: SweeperDeps, due: Due) => Promise<void>> = {
  task: sweepTask,
  change: sweepChange,
  sync: sweepSync,
  connection: sweepConnection,
};

const inTenant = <T>(deps: SweeperDeps, due: Due, work: (tx: TenantTransaction) => Promise<T>) =>
  withTenant(deps.db, { tenantId: due.tenant_id, actor: 'system:sweeper' }, work);

/** Reads the row; without one that is open, the note goes away. */
function openRow<Row>(
  deps: SweeperDeps,
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

const options = (deps: SweeperDeps) => ({ publicUrl: deps.publicUrl, waitMs: 10_000 });

const endedOutside: FailureReport = {
  code: 'internal',
  message: 'Its run was ended from outside, in Temporal.',
  touched: 'What it had stored is kept.',
  remedy: 'Start it again if it is still needed.',
};

async function sweepTask(deps: SweeperDeps, due: Due): Promise<void> {
  const task = await openRow(deps, due, async (tx) => {
    const row = await findTask(tx, due.id);
    return row && !isEnded(row.state) ? row : null;
  });
  if (!task) return;
  const row = { ...task, tenantId: task.tenant_id, agentKey: task.agent_key };
  const started = await startTask(deps.client, row, options(deps));
  if (task.canceled_requested_at) await cancelTask(deps.client, task, 10_000);
  if (started !== 'exists') return;
  await inTenant(deps, due, async (tx) => {
    const now = await lockTask(tx, due.id);
    if (!now || isEnded(now.state) || now.round !== task.round) return;
    const to = now.state === 'retrying' ? 'dead_letter' : 'failed';
    await moveTask(tx, now, { to, reason: endedOutside.message, error: endedOutside }, deps.now());
  });
}

async function sweepChange(deps: SweeperDeps, due: Due): Promise<void> {
  const proposal = await openRow(deps, due, async (tx) => {
    const row = await findProposal(tx, due.id);
    if (row?.state !== 'read_back') return row;
    const checks = await checksOf(tx, row.id);
    return checks.some((check) => check.state === 'due') ? row : null;
  });
  if (!proposal) return;
  const { id, platform, action, state } = proposal;
  const row = {
    ...{ tenantId: proposal.tenant_id, id, platform, action, agentKey: proposal.agent_key },
    campaignId: proposal.campaign_id,
  };
  const started = await startChange(deps.client, row, options(deps));
  const waits = ['proposed', 'applying', 'applied', 'read_back'].includes(state);
  if (started === 'started' && !waits) {
    await wakeChange(deps.client, row, `sweep-${deps.now().getTime()}`, options(deps));
  }
  if (started !== 'exists') return;
  await inTenant(deps, due, async (tx) => {
    await moveProposal(tx, id, ['proposed'], 'withdrawn', { error: endedOutside });
    await moveProposal(tx, id, ['approved', 'applying', 'applied'], 'failed', { error: endedOutside });
    await nothingDue(tx, 'change', id);
  });
}

async function sweepSync(deps: SweeperDeps, due: Due): Promise<void> {
  const found = await openRow(deps, due, async (tx) => {
    const sync = await findSync(tx, due.id);
    if (sync?.state !== 'pending' && sync?.state !== 'running') return null;
    const connection = await findConnection(tx, sync.connection_id);
    return connection && { sync, platform: connection.platform };
  });
  if (!found) return;
  const row = { tenantId: due.tenant_id, id: due.id, platform: found.platform, trigger: found.sync.trigger };
  if ((await startSync(deps.client, row, options(deps))) !== 'exists') return;
  const end = { state: 'failed' as const, errorCode: endedOutside.code, errorDetail: endedOutside.message };
  await inTenant(deps, due, (tx) => endSync(tx, due.id, end, deps.now()));
}

async function sweepConnection(deps: SweeperDeps, due: Due): Promise<void> {
  await inTenant(deps, due, async (tx) => {
    const connection = await findConnection(tx, due.id);
    if (connection?.state !== 'connected') return nothingDue(tx, 'connection', due.id);
    await requestSync(tx, { connectionId: due.id, trigger: 'scheduled' });
    const next = new Date(Date.now() + connection.sync_interval_minutes * 60_000);
    await scheduleNextSync(tx, due.id, next);
  });
}
