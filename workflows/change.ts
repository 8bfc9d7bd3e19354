import {
  condition,
  continueAsNew,
  defineUpdate,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChangeActivities } from '../activities/change.ts';
import { queues } from '../temporal/names.ts';
import { computeStep, databaseStep, platformStep, reportFrom } from './policies.ts';

const rows = proxyLocalActivities<ChangeActivities>({ ...databaseStep, summary: 'Proposal row' });
const compute = proxyLocalActivities<ChangeActivities>({ ...computeStep, summary: 'Score the outcome' });

interface Key {
  tenantId: string;
  proposalId: string;
  runId: string;
}

/** Wakes the workflow to read its rows again. It believes the rows only, so a forged one does nothing. */
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
    const step = await rows.nextStep(key);
    if (step.next === 'over') return;
    if (step.next === 'score') await score(key, step.afterDays);
    if (step.next === 'apply' && !(await apply(key, step.platform))) return;
    if (step.next === 'wait') await condition(() => woken, step.waitMs, { summary: step.what });
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof change>(proposal);
  }
}

/** False: the change was not made, and the proposal says why. */
async function apply(key: Key, platform: string): Promise<boolean> {
  const claim = await rows.claimChange(key);
  if (!claim) return false;
  const calls = proxyActivities<ChangeActivities>({
    ...platformStep,
    taskQueue: queues.platform(platform),
    summary: 'Read back, change once, read back',
  });
  try {
    const result = await calls.applyChange({ ...key, ...claim });
    return await rows.settleChange({ ...key, result });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await rows.failChange({ ...key, report: reportFrom(error) });
    return false;
  }
}

async function score(key: Key, afterDays: number): Promise<void> {
  try {
    await compute.scoreChange({ ...key, afterDays });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await rows.refuseCheck({ ...key, afterDays, report: reportFrom(error) });
  }
}
