import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import { canMove, canRetry, isEnded, transitionReasons, type TaskState } from '../../domain/task-state.ts';
import { notify } from '../notify.ts';
import type { TasksTable } from '../schema/tasks.ts';
import type { TenantTransaction } from '../tenant.ts';
import { lookAgain, nothingDue } from './due-work.ts';
import { settleNews, tell } from './notifications.ts';
import { requirePlace, useOf } from './plans.ts';
import { holdPlan } from './subscriptions.ts';

export type TaskRow = Selectable<TasksTable>;

/** The caller starts a task at once; the sweeper only what was left. */
const LEFT_AFTER_MS = 3_000;
/** How often open work is compared with Temporal. */
const LOOK_EVERY_MS = 60_000;

export class TaskError extends Error {
  override readonly name = 'TaskError';
  readonly code: 'not-found' | 'conflict' | 'agent-off';
  readonly remedy: string;
  constructor(code: TaskError['code'], message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

export interface NewTask {
  agentKey: string;
  agentInstanceId: string;
  capability: string;
  /** Already valid. */
  input: Record<string, unknown>;
  /** 1 (most urgent) to 10; default 5. */
  priority?: number;
  trigger?: TaskRow['trigger'];
  requestedBy?: string | null;
  idempotencyKey?: string | null;
  /** About sample data. */
  sample?: boolean;
}

/**
 * Writes a pending task with its number, the day's quota and the sweeper's note in this transaction. The same idempotency
 * key gives the task of the first call. Throws PlanLimit when the day's tasks are used, TaskError 'agent-off'.
 */
export async function createTask(
  tx: TenantTransaction,
  task: NewTask,
  now: Date = new Date(),
): Promise<{ task: TaskRow; created: boolean }> {
  // Two calls with one key stand in line at the plan, so it is held for two round trips only.
  const [{ plan, plans, tasks }, agent, earlier] = await Promise.all([
    holdPlan(tx, now),
    tx
      .selectFrom('agent_instances')
      .select('enabled')
      .where('id', '=', task.agentInstanceId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst(),
    task.idempotencyKey
      ? tx
          .selectFrom('tasks')
          .selectAll()
          .where('idempotency_key', '=', task.idempotencyKey)
          .executeTakeFirst()
      : undefined,
  ]);
  if (earlier) return { task: earlier, created: false };
  if (!agent?.enabled) {
    throw new TaskError('agent-off', 'The agent is switched off.', 'Switch it on, then try again.');
  }
  requirePlace(useOf(plans, plan, 'tasks', tasks.used, tasks.tomorrow), now);
  if (tasks.used + 1 === plan.tasks) {
    const words = { variant: 'tasks', limit: String(plan.tasks) };
    await tell(tx, { kind: 'plan-limit', subject: tasks.day, words }, { right: 'plan', everybody: true });
  }
  const number = tasks.number + 1n;
  const id = randomUUID();
  const written = tx
    .insertInto('tasks')
    .values({
      id,
      number,
      agent_key: task.agentKey,
      agent_instance_id: task.agentInstanceId,
      capability: task.capability,
      input: JSON.stringify(task.input),
      priority: task.priority ?? 5,
      trigger: task.trigger ?? 'manual',
      requested_by: task.requestedBy ?? null,
      idempotency_key: task.idempotencyKey ?? null,
      sample: task.sample ?? false,
      created_at: now,
    })
    .returningAll();
  const [row] = await Promise.all([
    written.executeTakeFirstOrThrow(),
    tx
      .updateTable('tenants')
      .set({ task_number: number, tasks_today: tasks.used + 1, tasks_day: tasks.day })
      .execute(),
    addTransition(tx, id, null, 'pending', null),
    lookAgain(tx, 'task', id, new Date(Date.now() + LEFT_AFTER_MS)),
    notify(tx, 'task', id, { state: 'pending' }),
  ]);
  return { task: row, created: true };
}

export async function findTask(tx: TenantTransaction, id: string): Promise<TaskRow | null> {
  return (await tx.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** The row, locked until the transaction ends. */
export async function lockTask(tx: TenantTransaction, id: string): Promise<TaskRow | null> {
  return (
    (await tx.selectFrom('tasks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
  );
}

export interface Move {
  to: TaskState;
  reason?: string | null;
  /** Columns to change with the state. */
  set?: Partial<Pick<TaskRow, 'try' | 'round' | 'workflow_run_id' | 'next_try_at' | 'started_at'>>;
  error?: FailureReport | null;
}

/** Moves a locked task to another state with a transition row; throws on a move that the state machine lacks. */
export async function moveTask(
  tx: TenantTransaction,
  task: TaskRow,
  move: Move,
  now: Date = new Date(),
): Promise<void> {
  if (!canMove(task.state, move.to)) throw new Error(`A task cannot go from ${task.state} to ${move.to}.`);
  const ended = isEnded(move.to);
  const error = move.error;
  await Promise.all([
    tx
      .updateTable('tasks')
      .set({
        state: move.to,
        next_try_at: null,
        ...move.set,
        ...(error === undefined
          ? {}
          : {
              error: error && JSON.stringify(error),
              error_code: error?.code ?? null,
              error_detail: error?.message ?? null,
            }),
        finished_at: ended ? now : null,
      })
      .where('id', '=', task.id)
      .execute(),
    addTransition(tx, task.id, task.state, move.to, move.reason ?? null),
    ended
      ? nothingDue(tx, 'task', task.id)
      : lookAgain(tx, 'task', task.id, new Date(Date.now() + LOOK_EVERY_MS)),
    notify(tx, 'task', task.id, { state: move.to }),
  ]);
}

async function addTransition(
  tx: TenantTransaction,
  taskId: string,
  from: TaskState | null,
  to: TaskState,
  reason: string | null,
): Promise<void> {
  await sql`insert into aegis.task_transitions (task_id, seq, from_state, to_state, reason)
    select ${taskId}, coalesce(max(seq), 0) + 1, ${from}, ${to}, ${reason}
    from aegis.task_transitions where task_id = ${taskId}`.execute(tx);
}

/**
 * Asks for the end of a task. A pending one is canceled here; a running one is `asked`: cancel its workflow too
 * (temporal/start.ts cancelTask), or its next step sees it. An ended one stays as it is.
 */
export async function requestCancel(
  tx: TenantTransaction,
  id: string,
  now: Date = new Date(),
): Promise<{ task: TaskRow; result: 'canceled' | 'asked' | 'ended' }> {
  const task = await lockTask(tx, id);
  if (!task) throw new TaskError('not-found', 'There is no such task.', 'Look for it in the list of tasks.');
  if (isEnded(task.state)) return { task, result: 'ended' };
  await tx.updateTable('tasks').set({ canceled_requested_at: now }).where('id', '=', id).execute();
  if (task.state === 'pending') {
    await moveTask(tx, task, { to: 'canceled', reason: transitionReasons['canceled-early'] }, now);
  } else {
    // Also wakes the sweeper, which delivers it when Temporal was away.
    await lookAgain(tx, 'task', id, new Date(Date.now() + LEFT_AFTER_MS));
    await notify(tx, 'task', id);
  }
  return { task: (await findTask(tx, id))!, result: task.state === 'pending' ? 'canceled' : 'asked' };
}

/** Opens a new round of an ended task. Throws TaskError 'not-found', or 'conflict' while it runs or when it completed. */
export async function retryTask(tx: TenantTransaction, id: string, by: string | null): Promise<TaskRow> {
  const task = await lockTask(tx, id);
  if (!task) throw new TaskError('not-found', 'There is no such task.', 'Look for it in the list of tasks.');
  if (!canRetry(task.state)) {
    throw new TaskError(
      'conflict',
      `A ${task.state} task cannot be retried.`,
      'Only failed, canceled and dead-letter tasks can.',
    );
  }
  await tx
    .updateTable('dead_letters')
    .set({ replayed_at: new Date(), replayed_by: by })
    .where('task_id', '=', id)
    .where('replayed_at', 'is', null)
    .execute();
  await tx.updateTable('tasks').set({ canceled_requested_at: null }).where('id', '=', id).execute();
  await moveTask(tx, task, {
    to: 'pending',
    reason: transitionReasons.retried,
    set: { round: task.round + 1, try: 0, workflow_run_id: null, started_at: null },
    error: null,
  });
  await lookAgain(tx, 'task', id, new Date(Date.now() + LEFT_AFTER_MS));
  await settleNews(tx, 'task-dead-letter', id);
  return (await findTask(tx, id))!;
}

/** The last stop of a task that used up its tries. */
export async function insertDeadLetter(
  tx: TenantTransaction,
  task: TaskRow,
  error: FailureReport,
): Promise<void> {
  const letter = await tx
    .insertInto('dead_letters')
    .values({ task_id: task.id, round: task.round, reason: error.message, error: JSON.stringify(error) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'task_id', 'round']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!letter) return;
  const words = { agent: task.agent_key, number: String(task.number) };
  await tell(
    tx,
    { kind: 'task-dead-letter', subject: task.id, words },
    task.requested_by ? { people: [task.requested_by] } : { right: 'run' },
  );
}
