import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { AgentRunActivities } from '../activities/agent-run.ts';
import { queues } from '../temporal/names.ts';
import { computeStep, databaseStep, modelStep, reportFrom } from './policies.ts';
import { showStatus } from './status.ts';

const row = (summary: string) => proxyLocalActivities<AgentRunActivities>({ ...databaseStep, summary });
const { beginTry } = row('Claim the task');
const { completeTry } = row('Store the result and its proposals');
const { failTry } = row('End the try');
const { cancelRun } = row('Cancel the task');
const { noteModelFailure } = row('Keep the words of the template');
const { analyzeTry } = proxyLocalActivities<AgentRunActivities>({
  ...computeStep,
  summary: 'Gather, analyze and write',
});
const { improveWords } = proxyActivities<AgentRunActivities>({
  ...modelStep,
  taskQueue: queues.model,
  summary: 'Word the findings',
});

/** Carries out one round of a task: tries of begin → gather, analyze → write → complete, with a durable pause between. */
export async function agentRun(task: { tenantId: string; taskId: string; round: number }): Promise<void> {
  const run = { ...task, runId: workflowInfo().runId };
  try {
    for (;;) {
      const begun = await beginTry(run);
      if (!begun) return;
      const current = { ...run, executionId: begun.executionId };
      try {
        await analyzeTry(current);
        if (begun.model) await improve(current);
        showStatus(await completeTry(current));
        return;
      } catch (error) {
        if (isCancellation(error)) throw error;
        const next = await failTry({ ...current, report: reportFrom(error) });
        showStatus(next.state);
        if (next.pauseMs === null) return;
        await sleep(next.pauseMs, { summary: `Pause before try ${next.nextTry}` });
        showStatus('running');
      }
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => cancelRun(run));
    showStatus('canceled');
    throw error;
  }
}

/** Lets a model word the findings. Without an answer in time the template's words stand. */
async function improve(current: Parameters<AgentRunActivities['improveWords']>[0]): Promise<void> {
  try {
    await improveWords(current);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await noteModelFailure({ ...current, report: reportFrom(error) });
  }
}
