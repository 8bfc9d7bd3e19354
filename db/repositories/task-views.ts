import { sql } from 'kysely';
import type { Locale } from '../../contracts/common.ts';
import type { Task, TaskDetail } from '../../contracts/tasks.ts';
import { taskStates, type TaskState } from '../../domain/task-state.ts';
import type { TenantTransaction } from '../tenant.ts';
import type { TaskRow } from './tasks.ts';

type ViewRow = TaskRow & {
  subject: string | null;
  requested_by_name: string | null;
  headline: string | null;
  proposals: bigint;
};

export interface TaskFilter {
  state?: TaskState;
  agent?: string;
  number?: number;
  limit: number;
  cursor?: string;
}

/** Newest first. `cursor` is the `nextCursor` of the page before; one that is none starts at the top. */
export async function listTasks(
  tx: TenantTransaction,
  filter: TaskFilter,
  locale: Locale,
): Promise<{ data: Task[]; nextCursor: string | null; counts: Record<TaskState, number> }> {
  const before = /^\d{1,18}$/.test(filter.cursor ?? '') ? BigInt(filter.cursor!) : null;
  const [rows, counted] = await Promise.all([
    views(
      tx,
      locale,
      sql`where (${before}::bigint is null or t.number < ${before})
        and (${filter.state ?? null}::text is null or t.state = ${filter.state ?? null})
        and (${filter.agent ?? null}::text is null or t.agent_key = ${filter.agent ?? null})
        and (${filter.number ?? null}::bigint is null or t.number = ${filter.number ?? null})
        order by t.number desc limit ${filter.limit + 1}`,
    ),
    countTasks(tx, filter.agent),
  ]);
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    data: page.map(taskOf),
    nextCursor: rows.length > filter.limit && last ? String(last.number) : null,
    counts: counted,
  };
}

/** Number of tasks per state, zeros included. */
export async function countTasks(tx: TenantTransaction, agent?: string): Promise<Record<TaskState, number>> {
  const rows = await tx
    .selectFrom('tasks')
    .select(['state', (count) => count.fn.countAll<bigint>().as('n')])
    .$if(agent !== undefined, (query) => query.where('agent_key', '=', agent!))
    .groupBy('state')
    .execute();
  const found = new Map(rows.map((row) => [row.state, Number(row.n)]));
  return Object.fromEntries(taskStates.map((state) => [state, found.get(state) ?? 0])) as Record<
    TaskState,
    number
  >;
}

export async function getTask(tx: TenantTransaction, id: string, locale: Locale): Promise<Task | null> {
  const [row] = await views(tx, locale, sql`where t.id = ${id}`);
  return row ? taskOf(row) : null;
}

/** A task with its tries and their steps, in five queries. `temporalUrl` is the caller's to fill. */
export async function getTaskDetail(
  tx: TenantTransaction,
  id: string,
  locale: Locale,
): Promise<TaskDetail | null> {
  const [[row], transitions, executions, steps, proposals] = await Promise.all([
    views(tx, locale, sql`where t.id = ${id}`),
    tx.selectFrom('task_transitions').selectAll().where('task_id', '=', id).orderBy('seq').execute(),
    tx
      .selectFrom('executions')
      .selectAll()
      .where('task_id', '=', id)
      .orderBy('round')
      .orderBy('try')
      .execute(),
    tx
      .selectFrom('execution_steps as s')
      .innerJoin('executions as e', (join) =>
        join.onRef('e.tenant_id', '=', 's.tenant_id').onRef('e.id', '=', 's.execution_id'),
      )
      .selectAll('s')
      .where('e.task_id', '=', id)
      .orderBy('s.step')
      .orderBy('s.attempt')
      .execute(),
    tx
      .selectFrom('proposals')
      .select('id')
      .where('task_id', '=', id)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
  ]);
  if (!row) return null;
  const last = executions.findLast((execution) => execution.state === 'completed');
  const output = last?.output as { analysis?: Record<string, unknown>; words?: Record<Locale, Record<string, unknown>> } | null | undefined; // prettier-ignore
  return {
    ...taskOf(row),
    input: (row.input ?? {}) as Record<string, unknown>,
    transitions: transitions.map((move) => ({
      from: move.from_state,
      to: move.to_state,
      at: move.at.toISOString(),
      reason: move.reason,
    })),
    executions: executions.map((execution) => ({
      id: execution.id,
      round: execution.round,
      try: execution.try,
      state: execution.state,
      startedAt: execution.started_at.toISOString(),
      finishedAt: instant(execution.finished_at),
      failure: execution.error,
      tokensIn: Number(execution.input_tokens),
      tokensOut: Number(execution.output_tokens),
      costMicros: String(execution.cost_micros),
      model: execution.model,
      steps: steps
        .filter((step) => step.execution_id === execution.id)
        .map((step) => ({
          step: step.step,
          attempt: step.attempt,
          kind: step.kind,
          name: step.name,
          state: step.state,
          startedAt: step.started_at.toISOString(),
          finishedAt: instant(step.finished_at),
          input: step.input,
          output: step.output,
          error: step.error,
          tokensIn: Number(step.tokens_in),
          tokensOut: Number(step.tokens_out),
          costMicros: String(step.cost_micros),
        })),
    })),
    result:
      output?.analysis && output.words ? { analysis: output.analysis, words: output.words[locale] } : null,
    proposalIds: proposals.map((proposal) => proposal.id),
    temporalUrl: null,
  };
}

const instant = (date: Date | null) => date?.toISOString() ?? null;

async function views(
  tx: TenantTransaction,
  locale: Locale,
  rest: ReturnType<typeof sql>,
): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select t.*, a.name as subject, u.name as requested_by_name,
      (select e.output #>> array['words', ${locale}::text, 'headline'] from aegis.executions e
        where e.tenant_id = t.tenant_id and e.task_id = t.id and e.state = 'completed'
        order by e.round desc, e.try desc limit 1) as headline,
      (select count(*) from aegis.proposals p where p.tenant_id = t.tenant_id and p.task_id = t.id) as proposals
    from aegis.tasks t
    left join aegis.ad_accounts a on a.tenant_id = t.tenant_id and a.platform = t.input ->> 'platform'
      and a.id = t.input ->> 'accountId'
    left join aegis.users u on u.id = t.requested_by
    ${rest}`.execute(tx);
  return rows;
}

function taskOf(row: ViewRow): Task {
  return {
    id: row.id,
    number: Number(row.number),
    agent: row.agent_key,
    capability: row.capability,
    subject: row.subject,
    state: row.state,
    priority: row.priority,
    round: row.round,
    try: row.try,
    trigger: row.trigger,
    requestedBy: row.requested_by_name,
    createdAt: row.created_at.toISOString(),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
    nextTryAt: instant(row.next_try_at),
    failure: row.error,
    headline: row.headline,
    proposals: Number(row.proposals),
    sample: row.sample,
  };
}
