import { sql, type Kysely } from 'kysely';

/** What people delete can be restored for a time that each tenant sets, and is removed for good after it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.tenants add column retention_days integer not null default 30 check (retention_days between 1 and 365);

    alter table aegis.due_work drop constraint due_work_kind_check;
    alter table aegis.due_work add constraint due_work_kind_check
      check (kind in ('task', 'sync', 'change', 'connection', 'email', 'credential', 'subscription', 'purge'));

    -- what was deleted before is looked at by the first sweep; FORCE would hide it from the owner who migrates
    alter table aegis.connections no force row level security;
    alter table aegis.agent_instances no force row level security;
    alter table aegis.due_work no force row level security;
    insert into aegis.due_work (tenant_id, kind, id, due_at)
      select distinct tenant_id, 'purge', tenant_id, now() from (
        select tenant_id from aegis.connections where deleted_at is not null
        union select tenant_id from aegis.agent_instances where deleted_at is not null) deleted;
    alter table aegis.connections force row level security;
    alter table aegis.agent_instances force row level security;
    alter table aegis.due_work force row level security;

    -- what was deleted, oldest first: the list of what can be restored, and what is to be purged
    create index connections_deleted on aegis.connections (tenant_id, deleted_at) where deleted_at is not null;
    -- the same of agents
    create index agent_instances_deleted on aegis.agent_instances (tenant_id, deleted_at) where deleted_at is not null;
    -- the tasks of one copy of an agent, without which it can be purged
    create index tasks_instance on aegis.tasks (tenant_id, agent_instance_id);
    grant delete on aegis.agent_instances to aegis_app;

    -- Removes up to that many rows of a workspace whose time is over, those that refer to others first; true: there are
    -- more. The transaction's tenant only: row-level security binds the owner too.
    create function aegis.purge_tenant(most integer, at timestamptz) returns boolean
      language plpgsql security definer set search_path = '' as $$
      declare
        mine constant uuid := aegis.require_tenant();
        part record;
        gone integer;
      begin
        if not exists (select from aegis.tenants
            where id = mine and deleted_at + retention_days * interval '1 day' <= at) then
          raise exception 'this workspace is not to be purged' using errcode = 'object_not_in_prerequisite_state';
        end if;
        for part in
          with recursive refers (child, parent) as (
            select distinct conrelid, confrelid from pg_catalog.pg_constraint
              where contype = 'f' and conparentid = 0 and conrelid <> confrelid),
          depth (oid, steps) as (
            select 'aegis.tenants'::regclass::oid, 0
            union select r.child, d.steps + 1 from refers r join depth d on r.parent = d.oid where d.steps < 30)
          select c.oid::regclass as at from pg_catalog.pg_class c
            join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            left join (select oid, max(steps) as steps from depth group by oid) d on d.oid = c.oid
            where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and c.relname <> 'audit_log'
            order by coalesce(d.steps, 0) desc, c.relname
        loop
          execute format('delete from %1$s where (tableoid, ctid) in (select tableoid, ctid from %1$s where tenant_id = $1 limit $2)', part.at)
            using mine, most;
          get diagnostics gone = row_count;
          most := most - gone;
          if most <= 0 then return true; end if;
        end loop;
        delete from aegis.tenants where id = mine;
        -- last, because removing rows is itself recorded
        delete from aegis.audit_log where tenant_id = mine;
        return false;
      end $$;
    revoke execute on function aegis.purge_tenant from public;
    grant execute on function aegis.purge_tenant to aegis_app;
  `.execute(db);
}
