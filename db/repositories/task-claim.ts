import { isEnded, transitionReasons } from '../../domain/task-state.ts';
import type { TenantTransaction } from '../tenant.ts';
import { endExecutionsOf } from './executions.ts';
import { isLiving } from './workspace-deletion.ts';
import { lockTask, moveTask, type TaskRow } from './tasks.ts';

/** Which run of Temporal asks. */
export interface TaskRunKey {
  taskId: string;
  round: number;
  runId: string;
}

/** Moves the task to `running` for this run, or finds it there. null: gone, ended, canceled, or in another round. */
export async function claimTask(tx: TenantTransaction, key: TaskRunKey, now: Date): Promise<TaskRow | null> {
  let task = await lockTask(tx, key.taskId);
  if (!task || task.round !== key.round || isEnded(task.state)) return null;
  if (task.canceled_requested_at || !(await isLiving(tx))) {
    await cancelTask(tx, task, now);
    return null;
  }
  if (task.state === 'running' && task.workflow_run_id === key.runId) return task;
  const lost = task.state === 'running';
  if (lost) {
    await moveTask(tx, task, { to: 'pending', reason: transitionReasons.lost }, now);
    task = { ...task, state: 'pending' };
  }
  const set = {
    try: lost ? task.try : task.try + 1,
    workflow_run_id: key.runId,
    started_at: task.started_at ?? now,
  };
  await moveTask(tx, task, { to: 'running', set }, now);
  return { ...task, state: 'running', ...set };
}

/** The task while this run holds it; null: another run does, or it has ended. */
export async function taskInHand(tx: TenantTransaction, key: TaskRunKey): Promise<TaskRow | null> {
  const task = await lockTask(tx, key.taskId);
  return task?.state === 'running' && task.workflow_run_id === key.runId && task.round === key.round
    ? task
    : null;
}

/** Ends the task and its open tries as canceled. */
export async function cancelTask(tx: TenantTransaction, task: TaskRow, now: Date): Promise<void> {
  await endExecutionsOf(tx, task.id, 'canceled', null, now);
  await moveTask(tx, task, { to: 'canceled', reason: transitionReasons.canceled }, now);
}
