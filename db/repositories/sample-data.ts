import { sql } from 'kysely';
import { notify } from '../notify.ts';
import type { TenantTransaction } from '../tenant.ts';

/** Runs that were under way when their rows went; their workflows end by themselves, or at once when canceled. */
export interface OpenRuns {
  tasks: { id: string; round: number }[];
  syncs: { id: string }[];
  changes: { id: string }[];
}

const sampleConnections = sql`select id from connections where environment = 'sandbox'`;
const sampleTasks = sql`select id from tasks where sample`;
const sampleProposals = sql`select id from proposals
  where connection_id in (${sampleConnections}) or task_id in (${sampleTasks})`;

/**
 * Deletes what came from the sandbox: its connections with accounts, campaigns, figures, syncs and changes, and the tasks
 * about them with results. Agents, their settings and everything of real accounts stay; so does the audit log.
 */
export async function removeSampleData(tx: TenantTransaction): Promise<OpenRuns> {
  const [tasks, syncs, changes] = await Promise.all([
    sql<OpenRuns['tasks'][number]>`
      select id, round from tasks where sample and state in ('pending', 'running', 'retrying')`.execute(tx),
    sql<OpenRuns['syncs'][number]>`select id from syncs
      where connection_id in (${sampleConnections}) and state in ('pending', 'running')`.execute(tx),
    sql<OpenRuns['changes'][number]>`select p.id from proposals p where p.id in (${sampleProposals})
      and (p.state in ('proposed', 'approved', 'applying', 'applied') or exists (
        select from outcome_checks c where c.proposal_id = p.id and c.state = 'due'))`.execute(tx),
  ]);
  await sql`delete from due_work where (kind = 'task' and id in (${sampleTasks}))
    or (kind = 'change' and id in (${sampleProposals})) or (kind = 'connection' and id in (${sampleConnections}))
    or (kind = 'sync' and id in (select id from syncs where connection_id in (${sampleConnections})))`.execute(
    tx,
  );
  await sql`delete from idempotency_keys where (response ->> 'sample')::boolean
    or response ->> 'id' in (select id::text from syncs where connection_id in (${sampleConnections}))`.execute(
    tx,
  );
  await sql`delete from notifications where subject in (select id::text from (${sampleTasks}) t
    union all select id::text from (${sampleProposals}) p union all select id::text from (${sampleConnections}) c)`.execute(
    tx,
  );
  // What lies below goes along: executions, steps and proposals of tasks; accounts to figures of connections.
  await sql`delete from tasks where sample`.execute(tx);
  await sql`delete from connections where environment = 'sandbox'`.execute(tx);
  await notify(tx, 'sample', tx.tenantId);
  return { tasks: tasks.rows, syncs: syncs.rows, changes: changes.rows };
}
