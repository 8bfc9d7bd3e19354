import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.proposals (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null default gen_random_uuid(),
      task_id uuid,
      execution_id uuid,
      agent_key text,
      proposed_by uuid,
      reverts uuid,
      platform text not null,
      connection_id uuid not null,
      account_id text not null,
      campaign_id text not null,
      action text not null check (action in ('campaign.budget.set', 'campaign.pause', 'campaign.resume')),
      "from" jsonb not null,
      "to" jsonb not null,
      target_version integer not null,
      effect jsonb,
      evidence jsonb,
      details jsonb,
      risk text not null check (risk in ('low', 'medium', 'high')),
      policy jsonb not null default '{}',
      approvals_needed integer not null default 1 check (approvals_needed between 0 and 2),
      state text not null default 'proposed' check (state in ('proposed', 'approved', 'applying', 'applied',
        'read_back', 'conflict', 'failed', 'rejected', 'expired', 'withdrawn')),
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      decided_at timestamptz,
      applying_at timestamptz,
      applied_at timestamptz,
      read_back jsonb,
      error jsonb,
      run_id text,
      version integer not null default 1,
      primary key (tenant_id, id),
      check (agent_key is not null or proposed_by is not null),
      foreign key (tenant_id, task_id) references aegis.tasks (tenant_id, id) on delete cascade,
      foreign key (tenant_id, execution_id) references aegis.executions (tenant_id, id) on delete cascade,
      foreign key (tenant_id, proposed_by) references aegis.memberships (tenant_id, user_id),
      foreign key (tenant_id, reverts) references aegis.proposals (tenant_id, id) on delete cascade,
      foreign key (tenant_id, connection_id) references aegis.connections (tenant_id, id) on delete cascade,
      foreign key (tenant_id, platform, campaign_id) references aegis.campaigns (tenant_id, platform, id) on delete cascade
    );
    -- the list of approvals: by state, newest first
    create index proposals_state on aegis.proposals (tenant_id, state, created_at desc);
    -- what a campaign went through, and whether something is open on it
    create index proposals_campaign on aegis.proposals (tenant_id, platform, campaign_id, created_at desc);
    -- the proposals of a task
    create index proposals_task on aegis.proposals (tenant_id, task_id);
    call aegis.protect('aegis.proposals');
    call aegis.audited('aegis.proposals', 'id', 'version');
    call aegis.versioned('aegis.proposals', 'run_id');
    grant select, insert, update, delete on aegis.proposals to aegis_app;

    -- user_id null: decided by the agent's policy; append-only
    create table aegis.decisions (
      tenant_id uuid not null default aegis.require_tenant(),
      id uuid not null default gen_random_uuid(),
      proposal_id uuid not null,
      user_id uuid,
      verdict text not null check (verdict in ('approve', 'reject')),
      note text,
      target_version integer not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique nulls not distinct (tenant_id, proposal_id, user_id),
      foreign key (tenant_id, proposal_id) references aegis.proposals (tenant_id, id) on delete cascade,
      foreign key (tenant_id, user_id) references aegis.memberships (tenant_id, user_id)
    );
    call aegis.protect('aegis.decisions');
    call aegis.audited('aegis.decisions', 'id');
    grant select, insert on aegis.decisions to aegis_app;

    create table aegis.outcome_checks (
      tenant_id uuid not null default aegis.require_tenant(),
      proposal_id uuid not null,
      after_days integer not null check (after_days > 0),
      due_at timestamptz not null,
      state text not null default 'due' check (state in ('due', 'done', 'refused')),
      result jsonb,
      inside boolean,
      checked_at timestamptz,
      primary key (tenant_id, proposal_id, after_days),
      foreign key (tenant_id, proposal_id) references aegis.proposals (tenant_id, id) on delete cascade
    );
    call aegis.protect('aegis.outcome_checks');
    call aegis.audited('aegis.outcome_checks', 'proposal_id,after_days');
    grant select, insert, update on aegis.outcome_checks to aegis_app;
  `.execute(db);
}
