import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { layTimeline, type Pane } from './timeline.ts';

export type Step = TaskDetail['executions'][number]['steps'][number] & { key: string; try: number };

/** One mark on the axis; instants in ms. `hold` waits for people, `retry` for the next attempt, `due` is still to come. */
export interface Bar {
  start: number;
  end: number;
  look: 'step' | 'model' | 'write' | 'failed' | 'hold' | 'retry' | 'due';
}

export interface Row {
  /** Name of the step, or what happens to the proposals of the run. */
  name: string;
  kind: 'step' | 'approval' | 'apply' | 'read-back' | 'outcome';
  bars: Bar[];
}

export type LabeledPane = Pane & {
  /** What begins in this stretch. Numbers of tries for `try`. */
  label: { kind: 'try'; tries: number[] } | { kind: 'apply' | 'outcome' | 'next-try' | 'now' } | null;
};

const time = (instant: string) => new Date(instant).getTime();

/** All steps in the order they ran, each with its try. */
export const stepsOf = (task: TaskDetail): Step[] =>
  task.executions.flatMap((execution) =>
    execution.steps.map((step) => ({
      ...step,
      try: execution.try,
      key: `${execution.id} ${step.step} ${step.attempt}`,
    })),
  );

/** Rows of the timeline: one per step name, then what became of the proposals. */
export function rowsOf(task: TaskDetail, proposals: ProposalDetail[], now: number): Row[] {
  const rows = stepRows(task, now);
  if (proposals.length === 0) return rows;
  const asked = proposals.filter((p) => p.approvalsNeeded > 0);
  if (asked.length > 0) {
    const start = Math.min(...asked.map((p) => time(p.createdAt)));
    const end = Math.max(...asked.map((p) => (p.state === 'proposed' ? now : endOfWait(p))));
    rows.push({
      name: 'approval',
      kind: 'approval',
      bars: [{ start, end: Math.max(start, end), look: 'hold' }],
    });
  }
  const written = proposals.filter((p) => p.appliedAt !== null && p.decidedAt !== null);
  if (written.length === 0) return rows;
  rows.push({
    name: 'apply',
    kind: 'apply',
    bars: written.map((p) => ({ start: time(p.decidedAt!), end: time(p.appliedAt!), look: 'write' })),
  });
  const back = written.filter((p) => p.readBack !== null);
  if (back.length > 0)
    rows.push({
      name: 'read-back',
      kind: 'read-back',
      bars: back.map((p) => ({ start: time(p.appliedAt!), end: time(p.appliedAt!), look: 'step' })),
    });
  const checks = written.flatMap((p) => p.outcomes);
  const next = checks
    .filter((check) => check.state === 'due')
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt))[0];
  const over = checks.filter((check) => check.state !== 'due');
  if (next || over.length > 0)
    rows.push({
      name: 'outcome',
      kind: 'outcome',
      bars: [
        ...over.map((check): Bar => ({ start: time(check.dueAt), end: time(check.dueAt), look: 'step' })),
        ...(next ? [{ start: time(next.dueAt), end: time(next.dueAt), look: 'due' } satisfies Bar] : []),
      ],
    });
  return rows;
}

function stepRows(task: TaskDetail, now: number): Row[] {
  const rows = new Map<string, Row>();
  for (const step of stepsOf(task)) {
    const row = rows.get(step.name) ?? { name: step.name, kind: 'step', bars: [] };
    rows.set(step.name, row);
    const before = row.bars.at(-1);
    const start = time(step.startedAt);
    const end = step.finishedAt ? time(step.finishedAt) : Math.max(start, now);
    if (before?.look === 'failed' && start > before.end)
      row.bars.push({ start: before.end, end: start, look: 'retry' });
    const look = step.state === 'failed' ? 'failed' : step.kind === 'wait' ? 'hold' : step.kind;
    row.bars.push({ start, end, look });
  }
  if (task.state === 'retrying' && task.nextTryAt) {
    const failed = [...rows.values()].find((row) => row.bars.at(-1)?.look === 'failed');
    const next = time(task.nextTryAt);
    failed?.bars.push(
      { start: failed.bars.at(-1)!.end, end: next, look: 'retry' },
      { start: next, end: next, look: 'due' },
    );
  }
  return [...rows.values()];
}

/** When nobody was waited for any more: decided, or expired. */
const endOfWait = (p: ProposalDetail) =>
  time(p.decidedAt ?? (p.state === 'expired' ? p.expiresAt : p.createdAt));

/** The axis under the rows: work to scale, waits folded, each stretch with what begins in it. */
export function panesOf(task: TaskDetail, rows: Row[], now: number): LabeledPane[] {
  const bars = rows.flatMap((row) => row.bars);
  const spans = bars
    .filter((bar) => bar.look !== 'hold' && bar.look !== 'retry')
    .map(({ start, end }) => ({ start, end }));
  const open = bars.some((bar) => bar.look === 'hold' && bar.end === now);
  if (open) spans.push({ start: now, end: now });
  return layTimeline(spans).map((pane) => ({ ...pane, label: labelOf(task, rows, pane) }));
}

function labelOf(task: TaskDetail, rows: Row[], pane: Pane): LabeledPane['label'] {
  if (pane.kind === 'fold') return null;
  const inside = (at: number) => at >= pane.start && at <= pane.end;
  const begun = task.executions.filter((one) => one.steps.some((step) => inside(time(step.startedAt))));
  if (begun.length > 0) return { kind: 'try', tries: [...new Set(begun.map((one) => one.try))] };
  const holds = (kind: Row['kind'], look?: Bar['look']) =>
    rows.some(
      (row) => row.kind === kind && row.bars.some((bar) => inside(bar.start) && (!look || bar.look === look)),
    );
  if (holds('apply')) return { kind: 'apply' };
  if (holds('outcome')) return { kind: 'outcome' };
  if (holds('step', 'due')) return { kind: 'next-try' };
  return { kind: 'now' };
}

/** Time in which a step ran, and the rest up to the last thing that happened, in ms. */
export function timesOf(task: TaskDetail, now: number): { working: number; waiting: number } {
  const steps = stepsOf(task);
  const over = ['completed', 'failed', 'dead_letter', 'canceled'].includes(task.state);
  const end = over ? time(task.finishedAt ?? task.createdAt) : now;
  const working = steps.reduce(
    (sum, step) => sum + (step.finishedAt ? time(step.finishedAt) : end) - time(step.startedAt),
    0,
  );
  return { working, waiting: Math.max(0, end - time(task.createdAt) - working) };
}
