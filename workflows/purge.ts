import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { PurgeActivities } from '../activities/purge.ts';
import { databaseStep } from './policies.ts';
import { showStatus } from './status.ts';

const { purgeBatch } = proxyActivities<PurgeActivities>({
  ...databaseStep,
  startToCloseTimeout: '2 minutes',
  // A dead worker is missed by it.
  heartbeatTimeout: '10 seconds',
  summary: 'Remove a batch for good',
});

/** So many steps fit well into one history. */
const BATCHES = 500;

/** Removes for good what a workspace deleted longer ago than it keeps such things. A kill repeats at most one batch. */
export async function purge(input: { tenantId: string }): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch += 1) {
    if (!(await purgeBatch(input))) return showStatus('completed');
  }
  await continueAsNew<typeof purge>(input);
}
