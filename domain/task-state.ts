/** The seven states of a task (spec E3) and the moves between them. */
export const taskStates = [
  'pending',
  'running',
  'completed',
  'failed',
  'retrying',
  'dead_letter',
  'canceled',
] as const;
export type TaskState = (typeof taskStates)[number];

/** A task is tried at most this often in one round; a manual retry opens a new round. */
export const TRIES_PER_ROUND = 3;

/** Why a task moved, as it is stored where no failure says it; the console has the words of other languages. */
export const transitionReasons = {
  'canceled-early': 'Canceled before it started.',
  canceled: 'Canceled by a person.',
  'canceled-outside': 'Its run was canceled in Temporal.',
  retried: 'Retried by a person.',
  lost: 'Its run was lost; it starts again.',
} as const;

const moves: Record<TaskState, readonly TaskState[]> = {
  pending: ['running', 'canceled', 'failed'],
  running: ['completed', 'failed', 'retrying', 'dead_letter', 'canceled', 'pending'],
  retrying: ['running', 'canceled', 'dead_letter', 'pending'],
  completed: [],
  failed: ['pending'],
  dead_letter: ['pending'],
  canceled: ['pending'],
};

/** `running → pending` and `retrying → pending` happen only when Temporal lost the run and the task starts again. */
export function canMove(from: TaskState, to: TaskState): boolean {
  return moves[from].includes(to);
}

/** True for states in which nothing more happens by itself. */
export function isEnded(state: TaskState): boolean {
  return state === 'completed' || state === 'failed' || state === 'dead_letter' || state === 'canceled';
}

/** True when a person may ask for another round. */
export function canRetry(state: TaskState): boolean {
  return state === 'failed' || state === 'dead_letter' || state === 'canceled';
}

/** Pause before the next try, in ms: 10 s, then 60 s. `tried` counts finished tries, from 1. */
export function pauseBeforeTry(tried: number): number {
  return tried <= 1 ? 10_000 : 60_000;
}
