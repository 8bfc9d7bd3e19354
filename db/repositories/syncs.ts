import { sql, type Selectable } from 'kysely';
import { notify } from '../notify.ts';
import type { SyncsTable } from '../schema/syncs.ts';
import type { TenantTransaction } from '../tenant.ts';
import { lookAgain, nothingDue } from './due-work.ts';
import { settleNews, tell } from './notifications.ts';

export type SyncRow = Selectable<SyncsTable>;

/** The caller starts a sync at once; the sweeper only what was left. */
const LEFT_AFTER_MS = 3_000;
/** How often an open sync is compared with Temporal. */
const LOOK_EVERY_MS = 60_000;

/** Writes a pending sync with the sweeper's note; a connection that has an open one gets that one. Returns its id. */
export async function requestSync(
  tx: TenantTransaction,
  { connectionId, trigger }: { connectionId: string; trigger: SyncRow['trigger'] },
  now: Date = new Date(),
): Promise<string> {
  const inserted = await tx
    .insertInto('syncs')
    .values({ connection_id: connectionId, trigger, requested_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'connection_id'])
        .where(sql<boolean>`state in ('pending', 'running')`) // as the index says it, without parameters
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (!inserted) {
    const open = await tx
      .selectFrom('syncs')
      .select('id')
      .where('connection_id', '=', connectionId)
      .where('state', 'in', ['pending', 'running'])
      .executeTakeFirst();
    return open?.id ?? requestSync(tx, { connectionId, trigger }, now); // it ended in between
  }
  await lookAgain(tx, 'sync', inserted.id, new Date(now.getTime() + LEFT_AFTER_MS));
  await notify(tx, 'sync', inserted.id);
  return inserted.id;
}

/** Claims a pending sync for a run; the same run may claim it again. undefined: there is nothing to do. */
export async function claimSync(
  tx: TenantTransaction,
  id: string,
  runId: string,
  now: Date,
): Promise<SyncRow | undefined> {
  const row = await tx
    .updateTable('syncs')
    .set({
      state: 'running',
      run_id: runId,
      started_at: sql<Date>`coalesce(started_at, ${now}::timestamptz)`,
    })
    .where('id', '=', id)
    .where((or) =>
      or.or([or('state', '=', 'pending'), or.and([or('state', '=', 'running'), or('run_id', '=', runId)])]),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  await lookAgain(tx, 'sync', id, new Date(now.getTime() + LOOK_EVERY_MS));
  await notify(tx, 'sync', id);
  return row;
}

/** Makes a sync pending again whose run was lost; another run may have claimed it by now. */
export async function reopenSync(tx: TenantTransaction, { id, run_id }: SyncRow): Promise<void> {
  await tx
    .updateTable('syncs')
    .set({ state: 'pending', run_id: null })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('run_id', '=', run_id)
    .execute();
}

/** Adds what a step read and changed; false when the sync has ended meanwhile. */
export async function countRows(
  tx: TenantTransaction,
  id: string,
  read: number,
  changed: number,
): Promise<boolean> {
  const row = await tx
    .updateTable('syncs')
    .set((old) => ({
      rows_read: old('rows_read', '+', BigInt(read)),
      rows_changed: old('rows_changed', '+', BigInt(changed)),
    }))
    .where('id', '=', id)
    .where('state', 'in', ['pending', 'running'])
    .returning('id')
    .executeTakeFirst();
  if (row) await notify(tx, 'sync', id);
  return row !== undefined;
}

/** Ends an open sync; undefined when it has ended already. */
export async function endSync(
  tx: TenantTransaction,
  id: string,
  end: {
    state: 'completed' | 'failed' | 'canceled';
    errorCode: string | null;
    errorDetail: string | null;
  },
  now: Date,
): Promise<SyncRow | undefined> {
  const row = await tx
    .updateTable('syncs')
    .set({ state: end.state, finished_at: now, error_code: end.errorCode, error_detail: end.errorDetail })
    .where('id', '=', id)
    .where('state', 'in', ['pending', 'running'])
    .returningAll()
    .executeTakeFirst();
  await nothingDue(tx, 'sync', id);
  if (!row) return undefined;
  await notify(tx, 'sync', id);
  if (row.state === 'failed') await tellFailing(tx, row);
  if (row.state === 'completed') await settleNews(tx, 'sync-failing', row.connection_id, now);
  return row;
}

/** Told once, when syncs begin to fail; a lost access is told as such. */
async function tellFailing(tx: TenantTransaction, sync: SyncRow): Promise<void> {
  if (sync.error_code === 'auth-expired') return;
  const [connection, before] = await Promise.all([
    tx.selectFrom('connections').select('name').where('id', '=', sync.connection_id).executeTakeFirst(),
    tx
      .selectFrom('syncs')
      .select('state')
      .where('connection_id', '=', sync.connection_id)
      .where('id', '<>', sync.id)
      .where('state', 'in', ['completed', 'failed'])
      .orderBy('requested_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
  ]);
  if (!connection || before?.state === 'failed') return;
  const { name } = connection;
  await tell(tx, { kind: 'sync-failing', subject: sync.connection_id, words: { name } }, { right: 'manage' });
}

export function findSync(tx: TenantTransaction, id: string): Promise<SyncRow | undefined> {
  return tx.selectFrom('syncs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The newest sync of each connection. */
export async function lastSyncs(tx: TenantTransaction, connectionIds: readonly string[]): Promise<SyncRow[]> {
  if (connectionIds.length === 0) return [];
  return tx
    .selectFrom('syncs')
    .selectAll()
    .distinctOn('connection_id')
    .where('connection_id', 'in', [...connectionIds])
    .orderBy('connection_id')
    .orderBy('requested_at', 'desc')
    .execute();
}
