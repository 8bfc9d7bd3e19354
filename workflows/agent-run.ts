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

const rows = proxyLocalActivities<AgentRunActivities>({ ...databaseStep, summary: 'Task row' });
const compute = proxyLocalActivities<AgentRunActivities>({ ...computeStep, summary: 'Gather and analyze' });
const model = proxyActivities<AgentRunActivities>({
  ...modelStep,
  taskQueue: queues.model,
  summary: 'Word the findings',
});

/** Carries out one round of a task: tries of begin → gather, analyze → write → complete, with a durable pause between. */
export async function agentRun(task: { tenantId: string; taskId: string; round: number }): Promise<void> {
  const run = { ...task, runId: workflowInfo().runId };
  try {
    for (;;) {
      const begun = await rows.beginTry(run);
      if (!begun) return;
      const current = { ...run, executionId: begun.executionId };
      try {
        await compute.analyzeTry(current);
        if (begun.model) await improve(current);
        await rows.completeTry(current);
        return;
      } catch (error) {
        if (isCancellation(error)) throw error;
        const next = await rows.failTry({ ...current, report: reportFrom(error) });
        if (next.pauseMs === null) return;
        await sleep(next.pauseMs, { summary: `Pause before try ${next.nextTry}` });
      }
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => rows.cancelRun(run));
    throw error;
  }
}

/** Lets a model word the findings. Without an answer in time the template's words stand. */
async function improve(current: Parameters<AgentRunActivities['improveWords']>[0]): Promise<void> {
  try {
    await model.improveWords(current);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await rows.noteModelFailure({ ...current, report: reportFrom(error) });
  }
}
