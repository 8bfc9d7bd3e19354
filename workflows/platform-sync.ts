import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { SyncActivities } from '../activities/platform-sync.ts';
import type { FailureReport } from '../domain/failure.ts';
import { queues } from '../temporal/names.ts';
import { databaseStep, reportFrom } from './policies.ts';
import { showStatus } from './status.ts';

const row = (summary: string) => proxyLocalActivities<SyncActivities>({ ...databaseStep, summary });
const { beginSync } = row('Claim the sync');
const { planSlices } = row('Plan the days to read');
const { failAccount } = row('Store why the account was not read');
const { finishSync } = row('Store the result');

/** Reads a connection's accounts, campaigns and daily metrics. One bad account never stops the others. */
export async function platformSync(input: { tenantId: string; syncId: string }): Promise<void> {
  const begun = await beginSync({ ...input, runId: workflowInfo().runId });
  if (!begun) return;
  const { connectionId, platform } = begun;
  const read = proxyActivities<SyncActivities>({
    taskQueue: queues.platform(platform),
    startToCloseTimeout: '15 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '5 minutes', maximumAttempts: 8 },
  });

  try {
    const sync = { ...input, connectionId };
    const accounts = await read.syncAccounts.executeWithOptions({ summary: `List accounts of ${platform}` }, [
      sync,
    ]);
    const failures = await Promise.all(accounts.map((account) => syncAccount(sync, account)));
    const failed = failures.filter((report) => report !== null);
    const nothingRead = accounts.length > 0 && failed.length === accounts.length;
    const state = nothingRead ? 'failed' : 'completed';
    const report = failed.find((one) => one.code === 'auth-expired') ?? failed[0] ?? null;
    await finishSync({ ...input, state, report });
    showStatus(state);
  } catch (error) {
    const canceled = isCancellation(error);
    const report = canceled ? null : reportFrom(error);
    const state = canceled || report?.code === 'canceled' ? 'canceled' : 'failed';
    await CancellationScope.nonCancellable(() => finishSync({ ...input, state, report }));
    showStatus(state);
    if (canceled) throw error;
  }

  /** null: the account was read whole; else why not. */
  async function syncAccount(
    sync: { tenantId: string; syncId: string; connectionId: string },
    { id: accountId, name }: { id: string; name: string },
  ): Promise<FailureReport | null> {
    const account = { ...sync, accountId };
    try {
      await read.syncCampaigns.executeWithOptions({ summary: `Campaigns of ${name}` }, [account]);
      const ranges = await planSlices(account);
      for (const [i, range] of ranges.entries()) {
        const summary = `${name}, ${range.since} to ${range.until} (${i + 1}/${ranges.length})`;
        const slice = { ...account, range, step: i + 1, steps: ranges.length };
        await read.syncSlice.executeWithOptions({ summary }, [slice]);
      }
      return null;
    } catch (error) {
      if (isCancellation(error)) throw error;
      const report = reportFrom(error);
      await failAccount({ ...account, report });
      return report;
    }
  }
}
