import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { CareActivities, CareInput } from '../activities/credential-care.ts';
import { queues } from '../temporal/names.ts';
import { platformStep } from './policies.ts';
import { showStatus } from './status.ts';

/** Renews a credential before it ends. What went wrong stands in the connection's row, and the sweeper comes again. */
export async function renewCredential(input: CareInput): Promise<void> {
  const { renewInTime } = proxyActivities<CareActivities>({
    ...platformStep,
    taskQueue: queues.platform(input.platform),
    summary: `Renew the access to ${input.platform}`,
  });
  try {
    await renewInTime(input);
    showStatus('completed');
  } catch (error) {
    if (isCancellation(error)) throw error;
    showStatus('failed');
  }
}
