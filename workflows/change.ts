import {
  condition,
  defineUpdate,
  isCancellation,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChangeActivities } from '../activities/change.ts';
import { touches } from '../domain/failure.ts';
import { queues } from '../temporal/names.ts';
import { computeStep, databaseStep, platformStep, reportFrom } from './policies.ts';
import { showStatus } from './status.ts';

const row = (summary: string) => proxyLocalActivities<ChangeActivities>({ ...databaseStep, summary });
const { nextStep } = row('Read the proposal');
const { claimChange } = row('Claim the change');
const { settleChange } = row('Store what was read back');
const { failChange } = row('Store why it failed');
const { refuseCheck } = row('Store why there is no outcome');
const { scoreChange } = proxyLocalActivities<ChangeActivities>({
  ...computeStep,
  summary: 'Hold the outcome against the promise',
});

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
  let [woken, shown] = [false, ''];
  setHandler(decide, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const step = await nextStep(key);
    if (step.state !== null && step.state !== shown) showStatus((shown = step.state));
    if (step.next === 'over') return;
    if (step.next === 'score') await score(key, step.afterDays);
    if (step.next === 'apply') await apply(key, step.platform);
    if (step.next === 'wait') await condition(() => woken, step.waitMs, { summary: step.what });
    const { continueAsNewSuggested, memo } = workflowInfo();
    // Temporal hands on only what the run was started with.
    if (continueAsNewSuggested) await makeContinueAsNewFunc<typeof change>({ memo })(proposal);
  }
}

/** Makes the change, unless the row forbids it by now; it then says how it went. */
async function apply(key: Key, platform: string): Promise<void> {
  const claim = await claimChange(key);
  if (!claim) return;
  const { applyChange } = proxyActivities<ChangeActivities>({
    ...platformStep,
    taskQueue: queues.platform(platform),
    summary: `Read, change once, read back on ${platform}`,
  });
  try {
    const result = await applyChange({ ...key, ...claim });
    const memo = await settleChange({ ...key, result });
    // Outlives the row: after a restore of the database from before, the reconciler writes it again from this.
    if (memo) upsertMemo({ ...memo });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await failChange({ ...key, report: reportFrom(error, touches.unsure) });
  }
}

async function score(key: Key, afterDays: number): Promise<void> {
  try {
    await scoreChange({ ...key, afterDays });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await refuseCheck({ ...key, afterDays, report: reportFrom(error) });
  }
}
