import type { z } from 'zod';
import type { Connection, streamStateSchema, Sync } from '../contracts/connections.ts';
import { listAccounts } from '../db/repositories/ad-accounts.ts';
import type { ConnectionRow } from '../db/repositories/connections.ts';
import { listStreams, type SyncStreamRow } from '../db/repositories/sync-streams.ts';
import { lastSyncs, type SyncRow } from '../db/repositories/syncs.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { healthOfStream } from '../domain/sync-health.ts';

type State = z.infer<typeof streamStateSchema>;

/** From what is worst to what is well. */
const severity: State[] = ['action_required', 'error', 'late', 'syncing', 'queued', 'pending', 'on_time'];

/** Connections with accounts, streams and last sync, in four queries however many there are. */
export async function viewConnections(
  tx: TenantTransaction,
  rows: ConnectionRow[],
  now: Date,
): Promise<Connection[]> {
  const ids = rows.map((row) => row.id);
  const people = rows.flatMap((row) => (row.connected_by ? [row.connected_by] : []));
  const [accounts, streams, syncs, names] = await Promise.all([
    listAccounts(tx, ids),
    listStreams(tx, ids),
    lastSyncs(tx, ids),
    people.length === 0
      ? []
      : tx.selectFrom('users').select(['id', 'name']).where('id', 'in', people).execute(),
  ]);
  return rows.map((row) => {
    const own = accounts.filter((account) => account.connection_id === row.id);
    const ownStreams = streams
      .filter((stream) => stream.connection_id === row.id)
      .map((stream) => ({ ...stream, state: streamState(row, stream, own, now) }));
    const sync = syncs.find((one) => one.connection_id === row.id);
    return {
      id: row.id,
      platform: row.platform,
      environment: row.environment,
      state: row.state,
      name: row.name,
      scopes: row.scopes,
      connectedBy: names.find((person) => person.id === row.connected_by)?.name ?? null,
      connectedAt: row.connected_at.toISOString(),
      expiresAt: row.expires_at?.toISOString() ?? null,
      reconnectReason: row.reconnect_reason,
      syncIntervalMinutes: row.sync_interval_minutes,
      nextSyncAt: row.next_sync_at?.toISOString() ?? null,
      version: row.version,
      health: healthOf(
        row,
        ownStreams.map((stream) => stream.state),
      ),
      accounts: own.map((account) => ({
        id: account.id,
        name: account.name,
        currency: account.currency,
        timeZone: account.time_zone,
        status: account.status,
        selected: account.selected,
        activeCampaigns: Number(account.active_campaigns),
      })),
      streams: ownStreams.map((stream) => ({
        accountId: stream.account_id,
        accountName: own.find((account) => account.id === stream.account_id)?.name ?? null,
        stream: stream.stream,
        state: stream.state,
        rows: Number(stream.rows),
        done: stream.done,
        total: stream.total,
        syncedUntil: stream.synced_until,
        lastSuccessAt: stream.last_success_at?.toISOString() ?? null,
        error: stream.error_code ? { code: stream.error_code, detail: stream.error_detail ?? '' } : null,
      })),
      lastSync: sync ? viewSync(sync) : null,
    };
  });
}

/** As stored, or late: only where syncs are due, so not while paused or for an account that is not selected. */
export function streamState(
  connection: Pick<ConnectionRow, 'state' | 'sync_interval_minutes'>,
  stream: SyncStreamRow,
  accounts: { id: string; selected: boolean }[],
  now: Date,
): State {
  const account = accounts.find(({ id }) => id === stream.account_id);
  const due = connection.state === 'connected' && (stream.account_id === '' || account?.selected);
  if (!due) return stream.state;
  const { state, last_success_at: lastSuccessAt } = stream;
  return healthOfStream({ state, lastSuccessAt }, connection.sync_interval_minutes, now);
}

function healthOf(row: ConnectionRow, states: State[]): State {
  if (row.state === 'reconnect') return 'action_required';
  return severity.find((state) => states.includes(state)) ?? 'pending';
}

export function viewSync(sync: SyncRow): Sync {
  return {
    id: sync.id,
    trigger: sync.trigger,
    state: sync.state,
    requestedAt: sync.requested_at.toISOString(),
    startedAt: sync.started_at?.toISOString() ?? null,
    finishedAt: sync.finished_at?.toISOString() ?? null,
    rowsRead: Number(sync.rows_read),
    rowsChanged: Number(sync.rows_changed),
    failure: sync.error_code ? { code: sync.error_code, message: sync.error_detail ?? '' } : null,
  };
}
