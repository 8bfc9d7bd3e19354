import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.tasks (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null default gen_random_uuid(),
      number bigint not null,
      agent_key text not null,
      agent_instance_id uuid not null,
      capability text not null,
      input jsonb not null default '{}',
      state text not null default 'pending' check (state in
        ('pending', 'running', 'completed', 'failed', 'retrying', 'dead_letter', 'canceled')),
      priority integer not null default 5 check (priority between 1 and 10),
      round integer not null default 1 check (round >= 1),
      try integer not null default 0 check (try >= 0),
      trigger text not null check (trigger in ('manual', 'scheduled', 'event', 'webhook', 'workflow')),
      requested_by uuid,
      idempotency_key text,
      workflow_run_id text,
      error_code text,
      error_detail text,
      error jsonb,
      next_try_at timestamptz,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      canceled_requested_at timestamptz,
      sample boolean not null default false,
      primary key (tenant_id, id),
      unique (tenant_id, number),
      unique (tenant_id, idempotency_key),
      foreign key (tenant_id, agent_instance_id) references aegis.agent_instances (tenant_id, id),
      foreign key (tenant_id, requested_by) references aegis.memberships (tenant_id, user_id)
    );
    -- the task list, newest first
    create index tasks_created on aegis.tasks (tenant_id, created_at desc, id);
    -- the list of one state, and the counts on the dashboard
    create index tasks_state on aegis.tasks (tenant_id, state, created_at desc);
    -- the last tasks of one agent
    create index tasks_agent on aegis.tasks (tenant_id, agent_key, created_at desc);
    call aegis.protect('aegis.tasks');
    call aegis.audited('aegis.tasks', 'id');
    grant select, insert, update, delete on aegis.tasks to aegis_app;

    -- append-only history, so it needs no audit of its own
    create table aegis.task_transitions (
      tenant_id uuid not null default aegis.require_tenant(),
      task_id uuid not null,
      seq integer not null,
      from_state text check (from_state in
        ('pending', 'running', 'completed', 'failed', 'retrying', 'dead_letter', 'canceled')),
      to_state text not null check (to_state in
        ('pending', 'running', 'completed', 'failed', 'retrying', 'dead_letter', 'canceled')),
      at timestamptz not null default clock_timestamp(),
      reason text,
      primary key (tenant_id, task_id, seq),
      foreign key (tenant_id, task_id) references aegis.tasks (tenant_id, id) on delete cascade
    );
    call aegis.protect('aegis.task_transitions');
    grant select, insert on aegis.task_transitions to aegis_app;

    create table aegis.executions (
      tenant_id uuid not null default aegis.require_tenant(),
      id uuid not null default gen_random_uuid(),
      task_id uuid not null,
      round integer not null check (round >= 1),
      try integer not null check (try >= 1),
      state text not null default 'running' check (state in ('running', 'completed', 'failed', 'canceled')),
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      output jsonb,
      error jsonb,
      input_tokens bigint not null default 0,
      output_tokens bigint not null default 0,
      cost_micros bigint not null default 0,
      model text,
      primary key (tenant_id, id),
      unique (tenant_id, task_id, round, try),
      foreign key (tenant_id, task_id) references aegis.tasks (tenant_id, id) on delete cascade
    );
    call aegis.protect('aegis.executions');
    call aegis.audited('aegis.executions', 'id');
    grant select, insert, update on aegis.executions to aegis_app;

    -- the timeline; not audited: it is itself the record of what happened
    create table aegis.execution_steps (
      tenant_id uuid not null default aegis.require_tenant(),
      execution_id uuid not null,
      step integer not null,
      attempt integer not null default 1,
      kind text not null check (kind in ('step', 'model', 'write', 'wait')),
      name text not null,
      state text not null default 'running' check (state in ('running', 'completed', 'failed')),
      started_at timestamptz not null default clock_timestamp(),
      finished_at timestamptz,
      input jsonb,
      output jsonb,
      error jsonb,
      tokens_in bigint not null default 0,
      tokens_out bigint not null default 0,
      cost_micros bigint not null default 0,
      primary key (tenant_id, execution_id, step, attempt),
      foreign key (tenant_id, execution_id) references aegis.executions (tenant_id, id) on delete cascade
    );
    call aegis.protect('aegis.execution_steps');
    grant select, insert, update on aegis.execution_steps to aegis_app;

    create table aegis.dead_letters (
      tenant_id uuid not null default aegis.require_tenant(),
      id uuid not null default gen_random_uuid(),
      task_id uuid not null,
      round integer not null,
      reason text not null,
      error jsonb,
      created_at timestamptz not null default now(),
      replayed_at timestamptz,
      replayed_by uuid,
      primary key (tenant_id, id),
      unique (tenant_id, task_id, round),
      foreign key (tenant_id, task_id) references aegis.tasks (tenant_id, id) on delete cascade,
      foreign key (tenant_id, replayed_by) references aegis.memberships (tenant_id, user_id)
    );
    -- the dead letters that wait for a person
    create index dead_letters_open on aegis.dead_letters (tenant_id, created_at) where replayed_at is null;
    call aegis.protect('aegis.dead_letters');
    call aegis.audited('aegis.dead_letters', 'id');
    grant select, insert, update on aegis.dead_letters to aegis_app;
  `.execute(db);
}
