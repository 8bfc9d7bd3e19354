import { proxyLocalActivities } from '@temporalio/workflow';

const { nothing } = proxyLocalActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '30s' });

/** What the engine itself costs: three local activities, nothing else. */
export async function raw(): Promise<void> {
  await nothing();
  await nothing();
  await nothing();
}
