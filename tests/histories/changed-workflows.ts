import { sleep } from '@temporalio/workflow';
import * as now from '../../workflows/index.ts';

/** Today's workflows with one more step at their beginning, as a careless change would have it. */
export async function agentRun(...args: Parameters<typeof now.agentRun>): Promise<void> {
  await sleep(1);
  return now.agentRun(...args);
}

export async function change(...args: Parameters<typeof now.change>): Promise<void> {
  await sleep(1);
  return now.change(...args);
}

export async function platformSync(...args: Parameters<typeof now.platformSync>): Promise<void> {
  await sleep(1);
  return now.platformSync(...args);
}
