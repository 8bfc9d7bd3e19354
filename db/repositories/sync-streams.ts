import { sql, type Selectable, type Updateable } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import type { SyncStreamsTable } from '../schema/sync-streams.ts';
import type { TenantTransaction } from '../tenant.ts';

export type SyncStreamRow = Selectable<SyncStreamsTable>;
export type StreamKey = Pick<SyncStreamRow, 'connection_id' | 'account_id' | 'stream'>;

/** Writes what is given of a stream's cursor and state; creates the stream when it is new. */
export async function setStream(
  tx: TenantTransaction,
  key: StreamKey,
  values: Omit<Updateable<SyncStreamsTable>, keyof StreamKey | 'updated_at'>,
  now: Date,
): Promise<void> {
  const row = { ...values, updated_at: now };
  await tx
    .insertInto('sync_streams')
    .values({ ...key, ...row })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'connection_id', 'account_id', 'stream']).doUpdateSet(row),
    )
    .execute();
}

export function findStream(tx: TenantTransaction, key: StreamKey): Promise<SyncStreamRow | undefined> {
  return tx
    .selectFrom('sync_streams')
    .selectAll()
    .where('connection_id', '=', key.connection_id)
    .where('account_id', '=', key.account_id)
    .where('stream', '=', key.stream)
    .executeTakeFirst();
}

/** No stream is under way once its sync has ended. */
export async function settleStreams(tx: TenantTransaction, connectionId: string, now: Date): Promise<void> {
  await sql`
    update sync_streams set updated_at = ${now}::timestamptz,
      state = case when last_success_at is null then 'pending' else 'on_time' end
    where connection_id = ${connectionId} and state in ('queued', 'syncing')
  `.execute(tx);
}

/** All streams of the connections given. */
export async function listStreams(
  tx: TenantTransaction,
  connectionIds: readonly string[],
): Promise<SyncStreamRow[]> {
  if (connectionIds.length === 0) return [];
  return tx
    .selectFrom('sync_streams')
    .selectAll()
    .where('connection_id', 'in', [...connectionIds])
    .orderBy('connection_id')
    .orderBy('account_id')
    .orderBy('stream')
    .execute();
}

/** `accountId` is empty for the stream that lists the accounts. */
export function streamKey(
  connectionId: string,
  accountId: string,
  stream: SyncStreamRow['stream'],
): StreamKey {
  return { connection_id: connectionId, account_id: accountId, stream };
}

/** The state of a stream that is read as a whole, in one step. */
export function wholeRead(now: Date, rows: number) {
  return {
    state: 'on_time' as const,
    rows: BigInt(rows),
    done: 1,
    total: 1,
    last_success_at: now,
    error_code: null,
    error_detail: null,
  };
}

/** Moves the cursor over a finished slice. Slices come oldest first, so what lies behind the cursor is complete. */
export async function advanceStream(
  tx: TenantTransaction,
  key: StreamKey,
  slice: { since: string; until: string; step: number; steps: number; rows: number },
  now: Date,
): Promise<void> {
  const { since, until, step, steps } = slice;
  const before = await findStream(tx, key);
  const last = step === steps;
  // Repeated after a kill: its rows are counted already.
  const counted = step === 1 ? 0n : (before?.rows ?? 0n);
  const again = step > 1 && before?.done === step;
  const earlier = before?.backfilled_from;
  const later = before?.synced_until;
  await setStream(
    tx,
    key,
    {
      state: last ? 'on_time' : 'syncing',
      done: step,
      total: steps,
      rows: again ? counted : counted + BigInt(slice.rows),
      synced_until: later && later > until ? later : until,
      backfilled_from: earlier && earlier < since ? earlier : since,
      error_code: null,
      error_detail: null,
      ...(last ? { last_success_at: now } : {}),
    },
    now,
  );
}

/** What a person has to mend is told apart from what the next sync may mend by itself. */
export async function failStream(
  tx: TenantTransaction,
  key: StreamKey,
  { code, message }: FailureReport,
  now: Date,
): Promise<void> {
  const byPerson = code === 'auth-expired' || code === 'permission';
  const state = byPerson ? ('action_required' as const) : ('error' as const);
  await setStream(tx, key, { state, error_code: code, error_detail: message }, now);
}
