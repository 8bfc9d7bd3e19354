import { WorkflowNotFoundError, type Client } from '@temporalio/client';

/** `unknown`: never started, or Temporal's database was lost. `completed` and the rest: how its last run ended. */
export type RunState = 'unknown' | 'running' | 'completed' | 'canceled' | 'broken';

export interface Run {
  state: RunState;
  /** What the run left for those who look at it. */
  memo: Record<string, unknown>;
}

/** Temporal gave no answer that could be relied on: nothing may be concluded about any run. */
export class TemporalAway extends Error {
  override readonly name = 'TemporalAway';
}

const states: Record<string, RunState> = {
  COMPLETED: 'completed',
  CANCELED: 'canceled',
  FAILED: 'broken',
  TERMINATED: 'broken',
  TIMED_OUT: 'broken',
};
const WAIT_MS = 10_000;

/** The last run of a workflow. Throws TemporalAway. */
export async function lookAt(client: Client, workflowId: string): Promise<Run> {
  try {
    const seen = await client.withDeadline(Date.now() + WAIT_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return { state: states[seen.status.name] ?? 'running', memo: seen.memo ?? {} };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { state: 'unknown', memo: {} };
    throw new TemporalAway('Temporal does not answer.', { cause: error });
  }
}

/** Another one than before means that Temporal's database was lost and began anew. Throws TemporalAway. */
export async function namespaceId(client: Client): Promise<string> {
  const { namespace } = client.options;
  try {
    const { namespaceInfo } = await client.withDeadline(Date.now() + WAIT_MS, () =>
      client.workflowService.describeNamespace({ namespace }),
    );
    return namespaceInfo?.id ?? '';
  } catch (error) {
    throw new TemporalAway('Temporal does not answer.', { cause: error });
  }
}
