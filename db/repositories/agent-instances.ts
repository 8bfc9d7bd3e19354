import { sql, type Selectable } from 'kysely';
import { notify } from '../notify.ts';
import type { AgentInstancesTable } from '../schema/agent-instances.ts';
import type { TenantTransaction } from '../tenant.ts';
import { purgeLater } from './retention.ts';
import { tell } from './notifications.ts';
import { requirePlace, useOf } from './plans.ts';
import { holdPlan } from './subscriptions.ts';

export type AgentInstance = Selectable<AgentInstancesTable>;

export async function listAgentInstances(tx: TenantTransaction): Promise<AgentInstance[]> {
  return tx.selectFrom('agent_instances').selectAll().where('deleted_at', 'is', null).execute();
}

export async function getAgentInstance(
  tx: TenantTransaction,
  agentKey: string,
): Promise<AgentInstance | null> {
  const row = await tx
    .selectFrom('agent_instances')
    .selectAll()
    .where('agent_key', '=', agentKey)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

export interface AgentChange {
  enabled?: boolean;
  autonomy?: AgentInstance['autonomy'];
  /** Whole and already valid. */
  settings?: Record<string, unknown>;
}

/**
 * Creates the instance, or changes it. `expectedVersion` null: whatever it is now. Null: it is at another version.
 * Throws PlanLimit when it would be one more agent that is on than the plan gives.
 */
export async function putAgentInstance(
  tx: TenantTransaction,
  agentKey: string,
  change: AgentChange,
  expectedVersion: number | null = null,
  now: Date = new Date(),
): Promise<AgentInstance | null> {
  const existing = await getAgentInstance(tx, agentKey);
  const turnsOn = existing ? change.enabled === true && !existing.enabled : change.enabled !== false;
  if (turnsOn) await requireAgentPlace(tx, agentKey, now);
  const values = valuesOf(change);
  const row = (await insert(tx, agentKey, change)) ?? (await update());
  if (row) await notify(tx, 'agent', row.id, { version: row.version });
  return row ?? null;

  async function update(): Promise<AgentInstance | null> {
    if (Object.keys(values).length === 0) return getAgentInstance(tx, agentKey);
    const changed = await tx
      .updateTable('agent_instances')
      .set(values)
      .where('agent_key', '=', agentKey)
      .where('deleted_at', 'is', null)
      .$if(expectedVersion !== null, (query) => query.where('version', '=', expectedVersion!))
      .returningAll()
      .executeTakeFirst();
    return changed ?? null;
  }
}

/** A new instance; null: there is one. Throws PlanLimit like `putAgentInstance`. */
export async function createAgentInstance(
  tx: TenantTransaction,
  agentKey: string,
  change: AgentChange,
  now: Date,
): Promise<AgentInstance | null> {
  if (change.enabled !== false) await requireAgentPlace(tx, agentKey, now);
  const row = await insert(tx, agentKey, change);
  if (row) await notify(tx, 'agent', row.id, { version: row.version });
  return row ?? null;
}

/**
 * Marks the instance as deleted: its tasks and what they found stay. `busy`: it has work that is not over. No task can
 * begin meanwhile, because tasks begin under the same lock.
 */
export async function deleteAgentInstance(
  tx: TenantTransaction,
  agentKey: string,
  now: Date,
): Promise<'deleted' | 'busy' | 'not-found'> {
  await holdPlan(tx, now);
  const instance = await getAgentInstance(tx, agentKey);
  if (!instance) return 'not-found';
  const open = await tx
    .selectFrom('tasks')
    .select('id')
    .where('agent_instance_id', '=', instance.id)
    .where('state', 'in', ['pending', 'running', 'retrying'])
    .limit(1)
    .executeTakeFirst();
  if (open) return 'busy';
  const row = await tx
    .updateTable('agent_instances')
    .set({ deleted_at: now, enabled: false })
    .where('id', '=', instance.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  await purgeLater(tx, now);
  await notify(tx, 'agent', instance.id, { version: row.version });
  return 'deleted';
}

/** How many agents are switched on. */
export async function countAgentsOn(tx: TenantTransaction, except: string | null = null): Promise<number> {
  const row = await tx
    .selectFrom('agent_instances')
    .select((e) => e.fn.countAll<bigint>().as('n'))
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .$if(except !== null, (query) => query.where('agent_key', '<>', except!))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** Of two that come at once the second sees the first: the plan is held until the transaction ends. */
async function requireAgentPlace(tx: TenantTransaction, agentKey: string, now: Date): Promise<void> {
  const [{ plan, plans }, others] = await Promise.all([holdPlan(tx, now), countAgentsOn(tx, agentKey)]);
  requirePlace(useOf(plans, plan, 'agents', others), now);
  if (others + 1 === plan.agents) {
    await tell(
      tx,
      { kind: 'plan-limit', subject: tx.tenantId, words: { variant: 'agents' } },
      { right: 'plan' },
    );
  }
}

const valuesOf = ({ enabled, autonomy, settings }: AgentChange) => ({
  ...(enabled === undefined ? {} : { enabled }),
  ...(autonomy === undefined ? {} : { autonomy }),
  ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
});

/** undefined: the agent has a living instance. */
function insert(
  tx: TenantTransaction,
  agentKey: string,
  change: AgentChange,
): Promise<AgentInstance | undefined> {
  return tx
    .insertInto('agent_instances')
    .values({ agent_key: agentKey, ...valuesOf(change) })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_key']).where('deleted_at', 'is', null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
}

export interface AgentStats {
  tasks: number;
  completed: number;
  /** Ended other than canceled. */
  ended: number;
  running: number;
  tokens: number;
  lastRunAt: Date | null;
  /** Error code of the last ended task; null: it completed. */
  lastError: string | null;
  /** Outcomes in order of time, true: inside its interval. */
  calibration: boolean[];
}

/** Figures shown with an agent are those of the last 30 days. */
export const AGENT_FIGURES_MS = 30 * 86_400_000;

/** Stats per agent key since `since`; agents without a task are left out. Two queries. */
export async function agentStats(tx: TenantTransaction, since: Date): Promise<Map<string, AgentStats>> {
  const [rows, outcomes] = await Promise.all([
    sql<{
      agent_key: string;
      tasks: bigint;
      completed: bigint;
      ended: bigint;
      running: bigint;
      tokens: bigint;
      last_run_at: Date | null;
      last_error: string | null;
    }>`select t.agent_key, count(*) as tasks,
        count(*) filter (where t.state = 'completed') as completed,
        count(*) filter (where t.state in ('completed', 'failed', 'dead_letter')) as ended,
        count(*) filter (where t.state in ('running', 'retrying')) as running,
        coalesce(sum(e.tokens), 0)::bigint as tokens, max(t.started_at) as last_run_at,
        (array_agg(t.error_code order by t.finished_at desc)
          filter (where t.state in ('completed', 'failed', 'dead_letter')))[1] as last_error
      from aegis.tasks t left join lateral (
        select sum(e.input_tokens + e.output_tokens) as tokens from aegis.executions e
        where e.tenant_id = t.tenant_id and e.task_id = t.id) e on true
      where t.created_at >= ${since} group by t.agent_key`.execute(tx),
    tx
      .selectFrom('outcome_checks as c')
      .innerJoin('proposals as p', (join) =>
        join.onRef('p.tenant_id', '=', 'c.tenant_id').onRef('p.id', '=', 'c.proposal_id'),
      )
      .select(['p.agent_key', 'c.inside'])
      .where('c.inside', 'is not', null)
      .where('p.agent_key', 'is not', null)
      .orderBy('c.checked_at')
      .execute(),
  ]);
  const stats = new Map<string, AgentStats>();
  for (const row of rows.rows) {
    stats.set(row.agent_key, {
      tasks: Number(row.tasks),
      completed: Number(row.completed),
      ended: Number(row.ended),
      running: Number(row.running),
      tokens: Number(row.tokens),
      lastRunAt: row.last_run_at,
      lastError: row.last_error,
      calibration: outcomes.filter((o) => o.agent_key === row.agent_key).map((o) => o.inside === true),
    });
  }
  return stats;
}

/** Outcome checks of one agent so far. */
export async function calibrationOf(
  tx: TenantTransaction,
  agentKey: string,
): Promise<{ checked: number; inside: number }> {
  const { rows } = await sql<{ checked: bigint; inside: bigint }>`
    select count(*) as checked, count(*) filter (where c.inside) as inside
    from aegis.outcome_checks c join aegis.proposals p on p.tenant_id = c.tenant_id and p.id = c.proposal_id
    where p.agent_key = ${agentKey} and c.inside is not null`.execute(tx);
  return { checked: Number(rows[0]?.checked ?? 0), inside: Number(rows[0]?.inside ?? 0) };
}
