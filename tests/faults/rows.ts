import type { World } from './world.ts';

/** What is compared: everything of a workspace but ids, times, and how often something had to be read again. */
const tables: Record<string, string> = {
  accounts: `select id, name, currency, time_zone, status, selected, version from aegis.ad_accounts order by id`,
  campaigns: `select id, account_id, name, status, effective_status, daily_budget_micros, stub, version
    from aegis.campaigns order by id`,
  metrics: `select campaign_id, day, attribution, account_id, currency, impressions, clicks, reach, spend_micros,
    conversions_micros, conversion_value_micros, is_final from aegis.campaign_metrics order by 1, 2, 3`,
  streams: `select account_id, stream, state, synced_until, backfilled_from, rows, done, total, error_code
    from aegis.sync_streams order by 1, 2`,
  syncs: `select trigger, state, rows_changed, error_code from aegis.syncs order by requested_at`,
  tasks: `select number, capability, state, try, round, error_code,
    (select array_agg(to_state order by seq) from aegis.task_transitions where task_id = t.id) as moves
    from aegis.tasks t order by number`,
  executions: `select t.number, e.round, e.try, e.state, e.output, e.model from aegis.executions e
    join aegis.tasks t on t.id = e.task_id order by 1, 2, 3`,
  steps: `select t.number, s.step, s.attempt, s.name, s.kind, s.state from aegis.execution_steps s
    join aegis.executions e on e.id = s.execution_id join aegis.tasks t on t.id = e.task_id order by 1, 2, 3`,
  proposals: `select campaign_id, state, action, agent_key, "from", "to", effect, evidence, details, risk, policy,
    approvals_needed, target_version, read_back, error from aegis.proposals order by campaign_id, created_at`,
  decisions: `select p.campaign_id, d.verdict, u.email from aegis.decisions d
    join aegis.proposals p on p.id = d.proposal_id join aegis.users u on u.id = d.user_id order by 1, 3`,
  checks: `select p.campaign_id, c.after_days, c.state from aegis.outcome_checks c
    join aegis.proposals p on p.id = c.proposal_id order by 1, 2`,
  deadLetters: `select reason from aegis.dead_letters`,
  tenant: `select task_number, tasks_today from aegis.tenants`,
};

export async function rowsOf(world: World): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(tables)) rows[name] = normal(await world.query(text));
  return rows;
}

/** Ids and instants differ from world to world. */
function normal(rows: unknown): unknown {
  const text = JSON.stringify(rows)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'time');
  return JSON.parse(text) as unknown;
}
