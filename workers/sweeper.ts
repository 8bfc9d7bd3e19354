import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { findConnection, scheduleNextSync } from '../db/repositories/connections.ts';
import { lookAgain, nothingDue, type DueKind } from '../db/repositories/due-work.ts';
import { forgetEnded } from '../db/repositories/sessions.ts';
import { settleSubscription } from '../db/repositories/subscriptions.ts';
import { requestSync } from '../db/repositories/syncs.ts';
import type { Database } from '../db/schema/index.ts';
import { withTenant } from '../db/tenant.ts';
import { namespaceId, TemporalAway } from '../temporal/look.ts';
import { startRenewal } from '../temporal/start.ts';
import { deliverEmail, type EmailDeps } from './emails.ts';
import { mailNotifications } from './notifications.ts';
import { startPurge } from '../temporal/start.ts';
import {
  reconcileChange,
  reconcileSync,
  reconcileTask,
  type Due,
  type ReconcilerDeps,
} from './reconciler.ts';

export interface SweeperDeps extends ReconcilerDeps, EmailDeps {
  /** As aegis_dispatch. */
  dispatch: Kysely<Pick<Database, 'due_work'>>;
  everyMs: number;
  onError(error: unknown): void;
}

/** How long one sweeper keeps a row from others. */
const CLAIM_MS = 30_000;
/** When a row is looked at again that could not be dealt with. */
const AGAIN_AFTER_MS = 2_000;
const ASK_NAMESPACE_EVERY_MS = 5_000;
const AT_ONCE = 50;
const DAY_MS = 86_400_000;

/**
 * Starts what is due and has open work compared with Temporal, each row once a minute; all of it at once when this begins
 * and when Temporal has lost its database.
 */
export function startSweeper(deps: SweeperDeps): { close(): Promise<void> } {
  const stop = new AbortController();
  const watch = watchNamespace(deps);
  const forget = forgetDaily(deps);
  const running = (async () => {
    while (!stop.signal.aborted) {
      await forget().catch((error: unknown) => deps.onError(error));
      const found = await watch()
        .then(() => sweep(deps))
        .catch((error: unknown) => {
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
      await Promise.all(sending.values());
    },
  };
}

/** Removes what nobody asks for again, once a day in each process. */
function forgetDaily(deps: SweeperDeps): () => Promise<void> {
  let next = 0;
  return async () => {
    if (Date.now() < next) return;
    next = Date.now() + DAY_MS;
    await forgetEnded(deps.db, deps.now());
  };
}

/** Makes all open work due when the namespace is another one than it was. Throws TemporalAway. */
function watchNamespace(deps: SweeperDeps): () => Promise<void> {
  let known: string | null = null;
  let askAt = 0;
  return async () => {
    if (Date.now() < askAt) return;
    const id = await namespaceId(deps.client);
    if (id !== known) {
      await sql`update aegis.due_work set due_at = now() where due_at > now() and kind not in ('connection', 'credential', 'email')`.execute(
        deps.dispatch,
      );
    }
    known = id;
    askAt = Date.now() + ASK_NAMESPACE_EVERY_MS;
  };
}

/** One round; returns how many rows were due. */
export async function sweep(deps: SweeperDeps): Promise<number> {
  const { rows } =
    await sql<Due>`update aegis.due_work set due_at = now() + ${CLAIM_MS} * interval '1 millisecond'
    where (tenant_id, kind, id) in (select tenant_id, kind, id from aegis.due_work where due_at <= now()
      order by due_at limit ${AT_ONCE} for update skip locked)
    returning tenant_id, kind, id`.execute(deps.dispatch);
  for (const [i, due] of rows.entries()) {
    try {
      await handlers[due.kind](deps, due);
    } catch (error) {
      deps.onError(error);
      const away = error instanceof TemporalAway;
      await lookSoon(deps, away ? rows.slice(i) : [due]);
      if (away) return 0;
    }
  }
  return rows.length;
}

async function lookSoon(deps: SweeperDeps, rows: Due[]): Promise<void> {
  for (const { tenant_id, kind, id } of rows) {
    await sql`update aegis.due_work set due_at = now() + ${AGAIN_AFTER_MS} * interval '1 millisecond'
      where tenant_id = ${tenant_id} and kind = ${kind} and id = ${id}`.execute(deps.dispatch);
  }
}

const handlers: Record<DueKind, (deps: SweeperDeps, due: Due) => Promise<void>> = {
  task: reconcileTask,
  change: reconcileChange,
  sync: reconcileSync,
  connection: sweepConnection,
  credential: sweepCredential,
  email: sendBeside,
  notification: mailNotifications,
  subscription: sweepSubscription,
  purge: async (deps, due) =>
    void (await startPurge(deps.client, due.tenant_id, { publicUrl: deps.publicUrl })),
};

/** Where the platform cannot be asked now, the next try is an hour later. */
const RENEW_AGAIN_MS = 3_600_000;

async function sweepCredential(deps: SweeperDeps, due: Due): Promise<void> {
  const context = { tenantId: due.tenant_id, actor: 'system:sweeper' };
  const connection = await withTenant(deps.db, context, async (tx) => {
    const found = await findConnection(tx, due.id);
    if (found) await lookAgain(tx, 'credential', due.id, new Date(Date.now() + RENEW_AGAIN_MS));
    else await nothingDue(tx, 'credential', due.id);
    return found;
  });
  if (!connection) return;
  const { id, platform } = connection;
  const row = { tenantId: due.tenant_id, id, platform };
  const started = await startRenewal(deps.client, row, { publicUrl: deps.publicUrl, waitMs: 10_000 });
  if (started === 'pending') throw new Error('Temporal did not confirm a start.');
}

/** A trial that ends, a smaller plan that begins. */
async function sweepSubscription(deps: SweeperDeps, due: Due): Promise<void> {
  await withTenant(deps.db, { tenantId: due.tenant_id, actor: 'system:sweeper' }, async (tx) => {
    const next = await settleSubscription(tx, deps.now());
    if (next) await lookAgain(tx, 'subscription', due.id, next);
    else await nothingDue(tx, 'subscription', due.id);
  });
}

const sending = new Map<string, Promise<void>>();
const MOST_SENDING = 10;

/** A mail server that answers slowly keeps nothing else waiting; what finds no room is due again after its claim. */
async function sendBeside(deps: SweeperDeps, due: Due): Promise<void> {
  if (sending.size >= MOST_SENDING || sending.has(due.id)) return;
  const one = deliverEmail(deps, due)
    .catch((error: unknown) => deps.onError(error))
    .finally(() => sending.delete(due.id));
  sending.set(due.id, one);
}

async function sweepConnection(deps: SweeperDeps, due: Due): Promise<void> {
  await withTenant(deps.db, { tenantId: due.tenant_id, actor: 'system:sweeper' }, async (tx) => {
    const connection = await findConnection(tx, due.id);
    if (connection?.state !== 'connected') return nothingDue(tx, 'connection', due.id);
    await requestSync(tx, { connectionId: due.id, trigger: 'scheduled' });
    const next = new Date(Date.now() + connection.sync_interval_minutes * 60_000);
    await scheduleNextSync(tx, due.id, next);
  });
}
