import { CancelledFailure } from '@temporalio/common';
import { connectorOf } from '../connectors/registry.ts';
import type { AdConnector, Call } from '../connectors/types.ts';
import type { Platform } from '../contracts/platforms.ts';
import { findAccount, listAccounts, toAdAccount, upsertAccounts } from '../db/repositories/ad-accounts.ts';
import { replaceDays, type DayRange } from '../db/repositories/campaign-metrics.ts';
import { insertStubs, upsertCampaigns } from '../db/repositories/campaigns.ts';
import { findConnection, scheduleNextSync, type ConnectionRow } from '../db/repositories/connections.ts';
import { claimSync, countRows, endSync } from '../db/repositories/syncs.ts';
import {
  advanceStream,
  failStream,
  findStream,
  setStream,
  settleStreams,
  streamKey,
  wholeRead,
} from '../db/repositories/sync-streams.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import { notify } from '../db/notify.ts';
import { addDays, localDate } from '../domain/calendar.ts';
import { touches, type FailureReport } from '../domain/failure.ts';
import { toTemporalFailure } from '../temporal/failures.ts';
import { caller, withHeartbeat } from './caller.ts';
import { withCredential, type CredentialDeps } from './credentials.ts';

/** Full days read when an account is synced for the first time. */
const FIRST_DAYS = 90;
const SLICE_DAYS = 7;

export interface SyncInput {
  tenantId: string;
  syncId: string;
}

export interface AccountInput extends SyncInput {
  connectionId: string;
  accountId: string;
}

export interface SliceInput extends AccountInput {
  range: DayRange;
  /** This slice's number from 1, of how many. */
  step: number;
  steps: number;
}

/** The sync was taken back, or what it works on is gone or paused. */
class SyncStopped extends Error {
  override readonly name = 'SyncStopped';
  readonly code = 'canceled';
}

export type SyncActivities = ReturnType<typeof createSyncActivities>;

/** Steps of the platform-sync workflow. Each may be repeated: the rows end the same. */
export function createSyncActivities(deps: CredentialDeps) {
  const inTenant = <T>({ tenantId, syncId }: SyncInput, work: (tx: TenantTransaction) => Promise<T>) =>
    withTenant(deps.db, { tenantId, actor: `sync:${syncId}` }, work);

  const atPlatform = <T>(
    input: SyncInput & { connectionId: string },
    work: (call: Call, connector: AdConnector, connection: ConnectionRow) => Promise<T>,
  ) => {
    const use = { tenantId: input.tenantId, connectionId: input.connectionId, actor: `sync:${input.syncId}` };
    return withCredential(deps, { ...use, ...caller() }, async (call, connection) => {
      if (connection.state !== 'connected') throw new SyncStopped('The connection is paused or gone.');
      return work(call, connectorOf(connection.platform)!, connection);
    });
  };

  const account = async (tx: TenantTransaction, connection: { platform: Platform }, accountId: string) => {
    const row = await findAccount(tx, connection.platform, accountId);
    if (!row) throw new SyncStopped('The ad account is no longer connected.');
    return toAdAccount(row);
  };

  return coded({
    /** Claims the sync for this run; null: there is nothing to do. */
    beginSync(input: SyncInput & { runId: string }) {
      return inTenant(input, async (tx) => {
        const sync = await claimSync(tx, input.syncId, input.runId, deps.now());
        if (!sync) return null;
        const connection = await findConnection(tx, sync.connection_id);
        if (connection) return { connectionId: connection.id, platform: connection.platform };
        const gone = {
          state: 'canceled' as const,
          errorCode: 'not-found',
          errorDetail: 'The connection is gone.',
        };
        await endSync(tx, input.syncId, gone, deps.now());
        return null;
      });
    },

    /** Reads the accounts and returns the selected ones. */
    async syncAccounts(input: SyncInput & { connectionId: string }) {
      return atPlatform(input, async (call, connector, connection) => {
        const listed = await connector.listAccounts(call);
        return inTenant(input, async (tx) => {
          const now = deps.now();
          const changed = await upsertAccounts(tx, connection, listed, now);
          await count(tx, input.syncId, listed.length, changed);
          await setStream(tx, streamKey(connection.id, '', 'accounts'), wholeRead(now, listed.length), now);
          const accounts = (await listAccounts(tx, [connection.id])).filter((row) => row.selected);
          for (const row of accounts) {
            for (const name of ['campaigns', 'insights'] as const)
              await setStream(tx, streamKey(connection.id, row.id, name), { state: 'queued', done: 0 }, now);
          }
          return accounts.map(({ id, name }) => ({ id, name }));
        });
      });
    },

    async syncCampaigns(input: AccountInput) {
      return atPlatform(input, async (call, connector, connection) => {
        const of = await inTenant(input, (tx) => account(tx, connection, input.accountId));
        const asOf = deps.now();
        const listed = await connector.listCampaigns(call, of);
        await inTenant(input, async (tx) => {
          const now = deps.now();
          const changed = await upsertCampaigns(tx, connection.platform, of, listed, asOf);
          await count(tx, input.syncId, listed.length, changed);
          const values = wholeRead(now, listed.length);
          await setStream(tx, streamKey(connection.id, of.id, 'campaigns'), values, now);
          if (changed > 0) await notify(tx, 'campaign', connection.id);
        });
      });
    },

    /** The days to read, oldest first, up to today in the account's zone: everything not yet final when last read. */
    planSlices(input: AccountInput): Promise<DayRange[]> {
      return inTenant(input, async (tx) => {
        const connection = await findConnection(tx, input.connectionId);
        if (!connection) throw new SyncStopped('The connection is gone.');
        const { timeZone } = await account(tx, connection, input.accountId);
        const today = localDate(deps.now(), timeZone);
        const key = streamKey(connection.id, input.accountId, 'insights');
        const cursor = (await findStream(tx, key))?.synced_until ?? null;
        const since = cursor
          ? addDays(cursor < today ? cursor : today, -connectorOf(connection.platform)!.trailingDays)
          : addDays(today, -FIRST_DAYS);
        return slices(since, today);
      });
    },

    /** Reads one span of days, and writes rows and cursor in one transaction. */
    async syncSlice(input: SliceInput) {
      return atPlatform(input, async (call, connector, connection) => {
        const { range, accountId } = input;
        const of = await inTenant(input, (tx) => account(tx, connection, accountId));
        const insights = await connector.dailyInsights(call, of, range);
        return inTenant(input, async (tx) => {
          const now = deps.now();
          const { platform } = connection;
          const finalBefore = addDays(localDate(now, of.timeZone), -connector.trailingDays);
          const stubs = await insertStubs(tx, platform, of, insights, now);
          const rows = await replaceDays(tx, { platform, accountId, finalBefore, ...range }, insights, now);
          const changed = stubs + rows;
          await count(tx, input.syncId, insights.length, changed);
          const { step, steps } = input;
          const insightsKey = streamKey(connection.id, accountId, 'insights');
          await advanceStream(tx, insightsKey, { ...range, step, steps, rows: insights.length }, now);
          if (changed > 0) await notify(tx, 'campaign', connection.id);
          return { read: insights.length, changed };
        });
      });
    },

    /** Notes that an account could not be read; the others go on. */
    failAccount(input: AccountInput & { report: FailureReport }) {
      return inTenant(input, async (tx) => {
        if (!(await findConnection(tx, input.connectionId))) return; // a restored database may not know it
        for (const name of ['campaigns', 'insights'] as const)
          await failStream(
            tx,
            streamKey(input.connectionId, input.accountId, name),
            input.report,
            deps.now(),
          );
      });
    },

    /** Ends the sync and says when the next one is due. */
    finishSync(
      input: SyncInput & { state: 'completed' | 'failed' | 'canceled'; report: FailureReport | null },
    ) {
      return inTenant(input, async (tx) => {
        const now = deps.now();
        const { state, report } = input;
        const end = { state, errorCode: report?.code ?? null, errorDetail: report?.message ?? null };
        const sync = await endSync(tx, input.syncId, end, now);
        if (!sync) return;
        const connection = await findConnection(tx, sync.connection_id);
        if (!connection) return;
        const listing = streamKey(connection.id, '', 'accounts');
        const listedAt = (await findStream(tx, listing))?.last_success_at;
        const listed = listedAt && sync.started_at && listedAt >= sync.started_at;
        if (state === 'failed' && report && !listed) await failStream(tx, listing, report, now);
        await settleStreams(tx, connection.id, now);
        if (connection.state === 'connected')
          await scheduleNextSync(
            tx,
            connection.id,
            new Date(now.getTime() + connection.sync_interval_minutes * 60_000),
          );
        await notify(tx, 'connection', connection.id);
      });
    },
  });
}

function slices(since: string, until: string): DayRange[] {
  const ranges: DayRange[] = [];
  for (let from = since; from <= until; from = addDays(from, SLICE_DAYS)) {
    const to = addDays(from, SLICE_DAYS - 1);
    ranges.push({ since: from, until: to < until ? to : until });
  }
  return ranges;
}

/** Counts in the step's transaction, and undoes it when the sync was ended meanwhile: nothing is written after its end. */
async function count(tx: TenantTransaction, syncId: string, read: number, changed: number): Promise<void> {
  if (!(await countRows(tx, syncId, read, changed))) throw new SyncStopped('The sync has ended.');
}

type Steps = Record<string, (input: never) => Promise<unknown>>;

/** Turns what the steps throw into Temporal failures, and what a cancel broke off into a cancel. */
function coded<S extends Steps>(steps: S): S {
  const wrapped = Object.entries(steps).map(([name, step]) => [
    name,
    async (input: never) => {
      try {
        return await withHeartbeat(() => step(input));
      } catch (error) {
        if (caller().signal?.aborted) throw new CancelledFailure('The sync was canceled.');
        throw toTemporalFailure(error, touches.read);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as S;
}
