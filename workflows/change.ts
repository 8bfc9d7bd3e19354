import {
  condition,
  continueAsNew,
  defineUpdate,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChangeActivities } from '../activities/change.ts';
import { queues } from '../temporal/names.ts';
import { computeStep, databaseStep, platformStep, reportFrom } from './policies.ts';

const rows = proxyLocalActivities<ChangeActivities>({ ...databaseStep, summary: 'Proposal row' });
const compute = proxyLocalActivities<ChangeActivities>({ ...computeStep, summary: 'Score the outcome' });

/** Wakes the workflow to read the proposal again. It believes the row only, so a forged one does nothing. */
export const decide = defineUpdate<void, [string]>('decide');

/** Waits for the decision, applies the change once, reads it back, and checks later what came of it. */
export async function change(proposal: { tenantId: string; proposalId: string }): Promise<void> {
  const key = { ...proposal, runId: workflowInfo().runId };
  let woken = false;
  setHandler(decide, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const seen = await rows.readDecision(key);
    if (seen.next === 'over') return;
    if (seen.next === 'apply' && !(await apply(key, seen.platform))) return;
    if (seen.next !== 'wait') break;
    await condition(() => woken, seen.waitMs);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof change>(proposal);
  }
  for (const check of await rows.openChecks(key)) {
    await sleep(check.waitMs, { summary: `Outcome after ${check.afterDays} days` });
    try {
      await compute.scoreChange({ ...key, afterDays: check.afterDays });
    } catch (error) {
      if (isCancellation(error)) throw error;
      await rows.refuseCheck({ ...key, afterDays: check.afterDays, report: reportFrom(error) });
    }
  }
  await rows.closeChange(key);
}

async function apply(
  key: { tenantId: string; proposalId: string; runId: string },
  platform: string,
): Promise<boolean> {
  if (!(await rows.claimChange(key))) return false;
  const calls = proxyActivities<ChangeActivities>({
    ...platformStep,
    taskQueue: queues.platform(platform),
    summary: 'Read back, change once, read back',
  });
  try {
    const result = await calls.applyChange(key);
    return await rows.settleChange({ ...key, result });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await rows.failChange({ ...key, report: reportFrom(error) });
    return false;
  }
}
