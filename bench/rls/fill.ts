import pg from 'pg';

export const TENANTS = 200;
/** Of each tenant. */
const CAMPAIGNS = 25;
const DAYS = 200;
const TASKS = 100;
export const LAST_DAY = '2026-11-22';

/** What the statements of one tenant ask for. */
export interface Workspace {
  tenantId: string;
  connectionId: string;
  accountId: string;
  campaignId: string;
  taskId: string;
  executionId: string;
  proposalId: string;
}

/** A million rows of daily figures of 200 tenants, and the tasks, tries, steps and proposals around them. */
export async function fill(superuserUrl: string): Promise<Workspace[]> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`
      set search_path = aegis;
      set session_replication_role = replica; -- neither audit nor foreign keys: what follows is whole
      set synchronous_commit = off;
      create function pg_temp.id(kind text, a int, b int default 0) returns uuid language sql immutable
        return md5(kind || '-' || a || '-' || b)::uuid;
      create temporary table t as select i, pg_temp.id('tenant', i) as tenant_id from generate_series(1, ${TENANTS}) i;
      create temporary table n as select i from generate_series(1, ${Math.max(CAMPAIGNS, DAYS, TASKS)}) i;
      insert into tenants (id, name, plan, time_zone, currency) select tenant_id, 'Tenant ' || i, 'enterprise', 'Europe/Paris', 'EUR' from t;
      insert into users (id, email, name) select pg_temp.id('user', i), 'user-' || i || '@example.test', 'User ' || i from t;
      insert into memberships (tenant_id, user_id, role) select tenant_id, pg_temp.id('user', i), 'owner' from t;
      insert into connections (tenant_id, id, platform, environment, name, external_user_id)
        select tenant_id, pg_temp.id('connection', i), 'meta', 'sandbox', 'Meta', 'person' from t;
      insert into ad_accounts (tenant_id, platform, id, connection_id, name, currency, time_zone, status)
        select tenant_id, 'meta', 'account-' || i, pg_temp.id('connection', i), 'Account', 'EUR', 'Europe/Paris', 'active' from t;
      insert into campaigns (tenant_id, platform, id, account_id, name, status, currency, daily_budget_micros)
        select tenant_id, 'meta', 'campaign-' || t.i || '-' || n.i, 'account-' || t.i, 'Campaign ' || n.i, 'active', 'EUR', 100000000
        from t, n where n.i <= ${CAMPAIGNS};
      insert into campaign_metrics (tenant_id, platform, campaign_id, day, attribution, account_id, currency, impressions, clicks,
          reach, spend_micros, conversions_micros, conversion_value_micros, is_final)
        select tenant_id, 'meta', 'campaign-' || t.i || '-' || c.i, date '${LAST_DAY}' - d.i + 1, '7d_click', 'account-' || t.i, 'EUR',
          1000 + d.i, 20 + c.i, 900, 50000000 + d.i * 1000, 3000000, 150000000, d.i > 28
        from n d, t, n c where c.i <= ${CAMPAIGNS} and d.i <= ${DAYS};
      insert into sync_streams (tenant_id, connection_id, account_id, stream, state, last_success_at)
        select tenant_id, pg_temp.id('connection', i), 'account-' || i, 'insights', 'on_time', now() from t;
      insert into agent_instances (tenant_id, id, agent_key) select tenant_id, pg_temp.id('agent', i), 'budget-analyzer' from t;
      insert into tasks (tenant_id, id, number, agent_key, agent_instance_id, capability, input, state, trigger, created_at, started_at, finished_at)
        select tenant_id, pg_temp.id('task', t.i, n.i), n.i, 'budget-analyzer', pg_temp.id('agent', t.i), 'spend-analysis',
          jsonb_build_object('platform', 'meta', 'accountId', 'account-' || t.i),
          case n.i % 10 when 0 then 'failed' when 1 then 'running' else 'completed' end, 'manual',
          now() - n.i * interval '1 hour', now() - n.i * interval '1 hour', now() - n.i * interval '59 minutes'
        from n, t where n.i <= ${TASKS};
      insert into task_transitions (tenant_id, task_id, seq, from_state, to_state)
        select tenant_id, id, 1, null, 'pending' from tasks union all select tenant_id, id, 2, 'pending', 'running' from tasks
        union all select tenant_id, id, 3, 'running', 'completed' from tasks;
      insert into executions (tenant_id, id, task_id, round, try, state, output)
        select tenant_id, pg_temp.id('execution', t.i, n.i), pg_temp.id('task', t.i, n.i), 1, 1, 'completed',
          jsonb_build_object('words', jsonb_build_object('en', jsonb_build_object('headline', 'Spend ' || n.i)))
        from n, t where n.i <= ${TASKS};
      insert into execution_steps (tenant_id, execution_id, step, kind, name, state)
        select tenant_id, id, s, 'step', 'step ' || s, 'completed' from executions, generate_series(1, 4) s;
      insert into proposals (tenant_id, id, task_id, execution_id, agent_key, platform, connection_id, account_id, campaign_id, action,
          "from", "to", target_version, risk, state, expires_at)
        select tenant_id, pg_temp.id('proposal', t.i, n.i), pg_temp.id('task', t.i, n.i), pg_temp.id('execution', t.i, n.i), 'budget-analyzer',
          'meta', pg_temp.id('connection', t.i), 'account-' || t.i, 'campaign-' || t.i || '-' || 1 + n.i % ${CAMPAIGNS}, 'campaign.budget.set',
          '{"dailyBudget": {"micros": "100000000", "currency": "EUR"}}', '{"dailyBudget": {"micros": "90000000", "currency": "EUR"}}',
          1, 'low', case when n.i % 10 = 0 then 'proposed' else 'read_back' end, now() + interval '1 day'
        from n, t where n.i <= ${TASKS};
      reset session_replication_role`);
    await client.query('vacuum (analyze, freeze)');
    await client.query('checkpoint');
    const { rows } =
      await client.query<Workspace>(`select tenant_id as "tenantId", pg_temp.id('connection', i) as "connectionId",
      'account-' || i as "accountId", 'campaign-' || i || '-7' as "campaignId", pg_temp.id('task', i, 7) as "taskId",
      pg_temp.id('execution', i, 7) as "executionId", pg_temp.id('proposal', i, 7) as "proposalId" from t order by i`);
    return rows;
  } finally {
    await client.end();
  }
}
