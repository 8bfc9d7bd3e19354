import { sql, type Kysely } from 'kysely';

/**
 * Plans with their limits, the subscription of each tenant, and what happened to it. The subscription alone decides
 * `tenants.plan` and `trial_ends_at`, which everything else reads.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- the same for every tenant and changed by migrations only; null: no limit
    create table aegis.plans (
      key text primary key check (key in ('free', 'starter', 'pro', 'enterprise')),
      rank integer not null,
      tasks integer check (tasks >= 0),
      agents integer check (agents >= 0),
      connectors integer check (connectors >= 0),
      premium_agents boolean not null,
      sso boolean not null,
      custom_integrations boolean not null,
      support text not null check (support in ('community', 'email', 'priority', 'dedicated')),
      requests integer not null check (requests > 0)
    );
    comment on column aegis.plans.tasks is 'a day, in the zone of the tenant';
    comment on column aegis.plans.requests is 'of one person or key in 15 minutes';
    insert into aegis.plans values
      ('free', 1, 10, 1, 1, false, false, false, 'community', 3000),
      ('starter', 2, 100, 5, 3, false, false, false, 'email', 6000),
      ('pro', 3, 1000, 20, 10, true, false, false, 'priority', 15000),
      ('enterprise', 4, null, null, null, true, true, true, 'dedicated', 60000);
    call aegis.reference('aegis.plans');

    create table aegis.subscriptions (
      tenant_id uuid primary key default aegis.require_tenant() references aegis.tenants,
      plan text not null check (plan in ('free', 'starter', 'pro', 'enterprise')),
      next_plan text check (next_plan in ('free', 'starter', 'pro', 'enterprise')),
      next_plan_at timestamptz,
      next_reason text check (next_reason in ('trial', 'downgrade')),
      trial_used_at timestamptz,
      created_at timestamptz not null default now(),
      check (num_nulls(next_plan, next_plan_at, next_reason) in (0, 3))
    );

    create table aegis.subscription_events (
      tenant_id uuid not null default aegis.require_tenant() references aegis.subscriptions,
      id bigint generated always as identity,
      at timestamptz not null default now(),
      kind text not null check (kind in ('started', 'trial-started', 'trial-kept', 'trial-ended', 'upgraded',
        'downgrade-scheduled', 'downgrade-withdrawn', 'downgraded')),
      from_plan text check (from_plan in ('free', 'starter', 'pro', 'enterprise')),
      to_plan text not null check (to_plan in ('free', 'starter', 'pro', 'enterprise')),
      effective_at timestamptz not null,
      actor text not null,
      agents_off integer not null default 0,
      connections_paused integer not null default 0,
      primary key (tenant_id, id)
    );

    alter table aegis.due_work drop constraint due_work_kind_check;
    alter table aegis.due_work add constraint due_work_kind_check
      check (kind in ('task', 'sync', 'change', 'connection', 'email', 'credential', 'subscription'));

    -- tenants from before: FORCE would hide them from the owner who migrates
    alter table aegis.tenants no force row level security;
    alter table aegis.due_work no force row level security;
    insert into aegis.subscriptions (tenant_id, plan, next_plan, next_plan_at, next_reason, trial_used_at)
      select id, plan, case when trial then 'free' end, case when trial then trial_ends_at end,
        case when trial then 'trial' end, case when trial_ends_at is not null then created_at end
      from (select *, trial_ends_at is not null and plan <> 'free' as trial from aegis.tenants) t;
    insert into aegis.due_work (tenant_id, kind, id, due_at)
      select tenant_id, 'subscription', tenant_id, next_plan_at from aegis.subscriptions where next_plan_at is not null;
    do $$ begin
      if (select count(*) from aegis.tenants) <> (select count(*) from aegis.subscriptions) then
        raise exception 'not every tenant has got its subscription';
      end if;
    end $$;
    insert into aegis.subscription_events (tenant_id, kind, to_plan, effective_at, actor)
      select tenant_id, 'started', plan, now(), 'system:migration' from aegis.subscriptions;
    alter table aegis.tenants force row level security;
    alter table aegis.due_work force row level security;

    call aegis.protect('aegis.subscriptions');
    call aegis.audited('aegis.subscriptions', 'tenant_id');
    grant select, insert, update on aegis.subscriptions to aegis_app;
    call aegis.protect('aegis.subscription_events');
    call aegis.audited('aegis.subscription_events', 'id');
    grant select, insert on aegis.subscription_events to aegis_app;

    create function aegis.carry_plan() returns trigger language plpgsql set search_path = '' as $$
      begin
        update aegis.tenants set plan = new.plan,
          trial_ends_at = case when new.next_reason = 'trial' then new.next_plan_at end where id = new.tenant_id;
        return null;
      end $$;
    create trigger carry_plan after insert or update on aegis.subscriptions
      for each row execute function aegis.carry_plan();

    create function aegis.keep_plan() returns trigger language plpgsql set search_path = '' as $$
      begin
        if pg_trigger_depth() < 2 and (new.plan, new.trial_ends_at) is distinct from (old.plan, old.trial_ends_at) then
          raise exception 'the plan of a tenant changes with its subscription only' using errcode = 'insufficient_privilege';
        end if;
        return new;
      end $$;
    create trigger keep_plan before update of plan, trial_ends_at on aegis.tenants
      for each row execute function aegis.keep_plan();
  `.execute(db);
}
