import { sql, type Selectable } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import { notify } from '../notify.ts';
import type { ConnectionsTable } from '../schema/connections.ts';
import type { TenantTransaction } from '../tenant.ts';
import { withdrawWaiting } from './decisions.ts';
import { purgeLater } from './retention.ts';
import { lookAgain, nothingDue } from './due-work.ts';
import { settleNews, tell } from './notifications.ts';
import { requirePlace, useOf } from './plans.ts';
import { holdPlan } from './subscriptions.ts';

export type ConnectionRow = Selectable<ConnectionsTable>;

export interface NewConnection {
  platform: Platform;
  environment: 'live' | 'sandbox';
  name: string;
  externalUserId: string;
  scopes: string[];
  connectedBy: string | null;
  expiresAt: Date | null;
}

/**
 * Connects, or renews the living connection of the same person at the platform. Its credential is stored apart. Throws
 * PlanLimit when it would be one more in use than the plan gives.
 */
export async function insertConnection(
  tx: TenantTransaction,
  connection: NewConnection,
  now: Date,
): Promise<{ connection: ConnectionRow; created: boolean }> {
  const renewed = {
    state: 'connected' as const,
    reconnect_reason: null,
    scopes: connection.scopes,
    connected_by: connection.connectedBy,
    connected_at: now,
    expires_at: connection.expiresAt,
  };
  const { platform, environment, name, externalUserId: external_user_id } = connection;
  const same = { platform, environment, external_user_id };
  const { last } = await requirePlaceBeside(
    tx,
    (one) =>
      one.platform === platform &&
      one.environment === environment &&
      one.external_user_id === external_user_id,
    now,
  );
  const { created, ...row } = await tx
    .insertInto('connections')
    .values({ ...same, name, ...renewed })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'platform', 'environment', 'external_user_id'])
        .where('deleted_at', 'is', null)
        .doUpdateSet(renewed),
    )
    .returningAll()
    .returning(sql<boolean>`xmax = 0`.as('created'))
    .executeTakeFirstOrThrow();
  await notify(tx, 'connection', row.id, { version: row.version });
  await settleNews(tx, 'connection-reconnect', row.id, now);
  if (created && last) await tellFull(tx);
  return { connection: row, created };
}

/** Those in use live and are not paused. */
export const countInUse = (living: readonly Pick<ConnectionRow, 'state'>[]) =>
  living.filter(({ state }) => state !== 'paused').length;

/**
 * Throws PlanLimit when the other connections in use leave no place for this one. Of two that come at once the second sees
 * the first: the plan is held until the transaction ends. `last`: with this one there is no further place.
 */
export async function requirePlaceBeside(
  tx: TenantTransaction,
  isThis: (one: ConnectionRow) => boolean,
  now: Date,
): Promise<{ last: boolean }> {
  const [{ plan, plans }, living] = await Promise.all([holdPlan(tx, now), listConnections(tx)]);
  const others = living.filter((one) => !isThis(one));
  requirePlace(useOf(plans, plan, 'connectors', countInUse(others)), now);
  return { last: countInUse(others) + 1 === plan.connectors };
}

const tellFull = (tx: TenantTransaction) =>
  tell(tx, { kind: 'plan-limit', subject: tx.tenantId, words: { variant: 'connectors' } }, { right: 'plan' });

/** Throws PlanLimit when a further connection would have no place, so that nobody is sent to a platform in vain. */
export async function requireRoomToConnect(
  tx: TenantTransaction,
  { platform, environment }: Pick<ConnectionRow, 'platform' | 'environment'>,
  now: Date,
): Promise<void> {
  // Who connects there again may be the same person: that renews it.
  await requirePlaceBeside(tx, (one) => one.platform === platform && one.environment === environment, now);
}

/** A living connection, or undefined. */
export function findConnection(tx: TenantTransaction, id: string): Promise<ConnectionRow | undefined> {
  return tx
    .selectFrom('connections')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Those of these connections that live, by id; they stay as they are until the transaction ends. */
export async function holdConnections(
  tx: TenantTransaction,
  ids: readonly string[],
): Promise<Map<string, Pick<ConnectionRow, 'platform' | 'scopes'>>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('connections')
    .select(['id', 'platform', 'scopes'])
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forShare()
    .execute();
  return new Map(rows.map(({ id, ...connection }) => [id, connection]));
}

/** What the living connections to a platform may do there. */
export async function scopesOf(
  tx: TenantTransaction,
  platform: Platform,
  environment: ConnectionRow['environment'],
): Promise<string[]> {
  const rows = await tx
    .selectFrom('connections')
    .select('scopes')
    .where('platform', '=', platform)
    .where('environment', '=', environment)
    .where('deleted_at', 'is', null)
    .execute();
  return rows.flatMap(({ scopes }) => scopes);
}

/** Living connections, oldest first. */
export function listConnections(tx: TenantTransaction): Promise<ConnectionRow[]> {
  return tx
    .selectFrom('connections')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Pauses, goes on, or changes the interval. undefined: it is gone, or has another version. Throws PlanLimit. */
export async function updateConnection(
  tx: TenantTransaction,
  id: string,
  change: { paused?: boolean; syncIntervalMinutes?: number; version?: number },
  now: Date,
): Promise<ConnectionRow | undefined> {
  let row = await findConnection(tx, id);
  if (!row || (change.version !== undefined && row.version !== change.version)) return undefined;
  const state =
    change.paused === true && row.state === 'connected'
      ? ('paused' as const)
      : change.paused === false && row.state === 'paused'
        ? ('connected' as const)
        : row.state;
  if (row.state === 'paused' && state === 'connected')
    await requirePlaceBeside(tx, (one) => one.id === id, now);
  const next = state === 'connected' ? (row.next_sync_at ?? now) : null;
  const interval = change.syncIntervalMinutes ?? row.sync_interval_minutes;
  row = await tx
    .updateTable('connections')
    .set({ state, sync_interval_minutes: interval, next_sync_at: next })
    .where('id', '=', id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  if (next) await lookAgain(tx, 'connection', id, next);
  else await nothingDue(tx, 'connection', id);
  await notify(tx, 'connection', id, { version: row.version });
  return row;
}

/** Ends a connection: credential deleted, accounts no longer shown, waiting proposals withdrawn; what was synced is kept. */
export async function disconnect(tx: TenantTransaction, id: string, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('connections')
    .set({ state: 'disconnected', deleted_at: now, next_sync_at: null })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning('version')
    .executeTakeFirst();
  if (!row) return false;
  await withdrawWaiting(tx, id, now);
  await settleNews(tx, 'connection-reconnect', id, now);
  await settleNews(tx, 'sync-failing', id, now);
  await tx.deleteFrom('credentials').where('connection_id', '=', id).execute();
  await tx
    .updateTable('ad_accounts')
    .set({ deleted_at: now })
    .where('connection_id', '=', id)
    .where('deleted_at', 'is', null)
    .execute();
  await nothingDue(tx, 'connection', id);
  await purgeLater(tx, now);
  await notify(tx, 'connection', id, { version: row.version });
  return true;
}

/** Asks a person to connect again; false when that was asked already. No sync is scheduled until then. */
export async function askToReconnect(tx: TenantTransaction, id: string, reason: string): Promise<boolean> {
  const row = await tx
    .updateTable('connections')
    .set({ state: 'reconnect', reconnect_reason: reason, next_sync_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['connected', 'paused'])
    .returning(['version', 'name'])
    .executeTakeFirst();
  if (!row) return false;
  await nothingDue(tx, 'connection', id);
  await notify(tx, 'connection', id, { version: row.version });
  await tell(
    tx,
    { kind: 'connection-reconnect', subject: id, words: { name: row.name } },
    { right: 'manage' },
  );
  return true;
}

/** When the sweeper asks for the next sync; null: never. */
export async function scheduleNextSync(tx: TenantTransaction, id: string, at: Date | null): Promise<void> {
  await tx.updateTable('connections').set({ next_sync_at: at }).where('id', '=', id).execute();
  if (at) await lookAgain(tx, 'connection', id, at);
  else await nothingDue(tx, 'connection', id);
}
