import { sql, type Selectable } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import type { ExecutionsTable } from '../schema/executions.ts';
import type { ExecutionStepsTable } from '../schema/execution-steps.ts';
import type { TenantTransaction } from '../tenant.ts';

export type ExecutionRow = Selectable<ExecutionsTable>;

/** The try's row; a try that a lost run left behind is taken up again. */
export async function beginExecution(
  tx: TenantTransaction,
  task: { id: string; round: number; try: number },
): Promise<ExecutionRow> {
  return tx
    .insertInto('executions')
    .values({ task_id: task.id, round: task.round, try: task.try })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'task_id', 'round', 'try'])
        .doUpdateSet({ state: 'running', finished_at: null, error: null }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findExecution(tx: TenantTransaction, id: string): Promise<ExecutionRow | null> {
  return (await tx.selectFrom('executions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Stores what the try has so far. */
export async function saveOutput(
  tx: TenantTransaction,
  id: string,
  output: unknown,
  used: { model?: string; tokensIn?: number; tokensOut?: number; costMicros?: bigint } = {},
): Promise<void> {
  await tx
    .updateTable('executions')
    .set({
      output: JSON.stringify(output),
      ...(used.model === undefined ? {} : { model: used.model }),
      ...(used.tokensIn === undefined ? {} : { input_tokens: used.tokensIn }),
      ...(used.tokensOut === undefined ? {} : { output_tokens: used.tokensOut }),
      ...(used.costMicros === undefined ? {} : { cost_micros: used.costMicros }),
    })
    .where('id', '=', id)
    .execute();
}

export async function endExecution(
  tx: TenantTransaction,
  id: string,
  state: 'completed' | 'failed' | 'canceled',
  error: FailureReport | null = null,
  now: Date = new Date(),
): Promise<void> {
  await tx
    .updateTable('executions')
    .set({ state, finished_at: now, error: error && JSON.stringify(error) })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

/** Ends whatever try of a task is still under way. */
export async function endExecutionsOf(
  tx: TenantTransaction,
  taskId: string,
  state: 'failed' | 'canceled',
  error: FailureReport | null,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('executions')
    .set({ state, finished_at: now, error: error && JSON.stringify(error) })
    .where('task_id', '=', taskId)
    .where('state', '=', 'running')
    .execute();
}

export interface Step {
  step: number;
  kind: ExecutionStepsTable['kind'];
  name: string;
  state?: 'running' | 'completed' | 'failed';
  startedAt: Date;
  finishedAt?: Date | null;
  /** Short summaries, not the data itself. */
  input?: unknown;
  output?: unknown;
  error?: FailureReport | null;
  tokensIn?: number;
  tokensOut?: number;
  costMicros?: bigint;
  attempt?: number;
}

/** Writes steps of the timeline; a step that is repeated after a kill takes the place of its first record. */
export async function recordSteps(tx: TenantTransaction, executionId: string, steps: Step[]): Promise<void> {
  if (steps.length === 0) return;
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
  await tx
    .insertInto('execution_steps')
    .values(
      steps.map((step) => ({
        execution_id: executionId,
        step: step.step,
        attempt: step.attempt ?? 1,
        kind: step.kind,
        name: step.name,
        state: step.state ?? ('completed' as const),
        started_at: step.startedAt,
        finished_at: step.finishedAt ?? null,
        input: json(step.input),
        output: json(step.output),
        error: json(step.error),
        tokens_in: step.tokensIn ?? 0,
        tokens_out: step.tokensOut ?? 0,
        cost_micros: step.costMicros ?? 0n,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'execution_id', 'step', 'attempt']).doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        started_at: row.ref('excluded.started_at'),
        finished_at: row.ref('excluded.finished_at'),
        input: row.ref('excluded.input'),
        output: row.ref('excluded.output'),
        error: row.ref('excluded.error'),
        tokens_in: row.ref('excluded.tokens_in'),
        tokens_out: row.ref('excluded.tokens_out'),
        cost_micros: row.ref('excluded.cost_micros'),
      })),
    )
    .execute();
}

/** Number of the step after the last recorded one. */
export async function nextStep(tx: TenantTransaction, executionId: string): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(step), 0) + 1 as next
    from aegis.execution_steps where execution_id = ${executionId}`.execute(tx);
  return rows[0]?.next ?? 1;
}
