import { sql, type Kysely } from 'kysely';

/** What every later table stands on: the tenant of the transaction, `protect`, `audited`, `versioned`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create schema aegis;
    grant usage on schema aegis to aegis_app, aegis_dispatch, aegis_vault;
    alter default privileges revoke execute on functions from public;

    -- null outside withTenant; after a commit the setting is '', not null
    create function aegis.current_tenant_id() returns uuid language sql stable parallel safe
      as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;

    create function aegis.current_user_id() returns uuid language sql stable parallel safe
      as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

    -- default of every tenant_id column: a write without a tenant says so instead of inserting null
    create function aegis.require_tenant() returns uuid language plpgsql stable parallel safe
      set search_path = '' as $$
      begin
        if aegis.current_tenant_id() is null then
          raise exception 'no tenant in this transaction' using errcode = 'insufficient_privilege',
            hint = 'Tenant tables are written only inside withTenant.';
        end if;
        return aegis.current_tenant_id();
      end $$;

    grant execute on function aegis.current_tenant_id(), aegis.current_user_id(), aegis.require_tenant()
      to aegis_app, aegis_dispatch, aegis_vault;

    -- forces row-level security on a table and all its partitions; call it once per new table or partition
    create procedure aegis.protect(target regclass, tenant_column text default 'tenant_id') language plpgsql
      set search_path = '' as $$
      declare part regclass;
      begin
        for part in select target union select relid from pg_partition_tree(target) loop
          execute format('alter table %s enable row level security', part);
          execute format('alter table %s force row level security', part);
          execute format('create policy tenant_isolation on %1$s
            using (%2$I = (select aegis.current_tenant_id()))
            with check (%2$I = (select aegis.current_tenant_id()))', part, tenant_column);
        end loop;
      end $$;

    create table aegis.audit_log (
      tenant_id uuid not null,
      id bigint generated always as identity,
      at timestamptz not null default now(),
      table_name text not null,
      row_key text not null,
      action text not null check (action in ('insert', 'update', 'delete', 'read')),
      old jsonb,
      new jsonb,
      actor text not null,
      request_id text,
      primary key (tenant_id, id)
    );
    -- the history of one row, newest first
    create index audit_log_row on aegis.audit_log (tenant_id, table_name, row_key, id);
    call aegis.protect('aegis.audit_log');
    grant select on aegis.audit_log to aegis_app;

    -- long values are kept as digest and size: a change of them is proven, the log stays small
    create function aegis.audit_value(value jsonb) returns jsonb language sql immutable parallel safe
      set search_path = '' as $$
      select case when octet_length(value::text) <= 4096 then value else jsonb_build_object(
        'sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex'), 'bytes', octet_length(value::text)) end $$;

    create function aegis.write_audit(tenant uuid, target text, key text, act text, before jsonb, after jsonb)
      returns void language sql security definer set search_path = '' as $$
      insert into aegis.audit_log (tenant_id, table_name, row_key, action, old, new, actor, request_id)
      values (tenant, target, key, act, before, after,
        coalesce(nullif(current_setting('app.actor', true), ''), session_user),
        nullif(current_setting('app.request_id', true), '')) $$;

    -- arguments: table, key columns, columns left out of the record (a change of these alone is not recorded)
    create function aegis.audit_row() returns trigger language plpgsql security definer set search_path = '' as $$
      declare
        keys constant text[] := string_to_array(tg_argv[1], ',');
        omitted constant text[] := string_to_array(tg_argv[2], ',');
        before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - omitted end;
        after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - omitted end;
        whole constant jsonb := coalesce(to_jsonb(new), to_jsonb(old));
        row_key text;
      begin
        if before = after then return null; end if;
        select string_agg(whole ->> k, '/' order by n) into row_key from unnest(keys) with ordinality as key (k, n);
        if tg_op = 'UPDATE' then
          select jsonb_object_agg(key, aegis.audit_value(b.value)), jsonb_object_agg(key, aegis.audit_value(a.value))
            into before, after
            from jsonb_each(before) b join jsonb_each(after) a using (key) where a.value is distinct from b.value;
        else
          select jsonb_object_agg(key, aegis.audit_value(value)) into before from jsonb_each(before);
          select jsonb_object_agg(key, aegis.audit_value(value)) into after from jsonb_each(after);
        end if;
        perform aegis.write_audit(
          coalesce(whole ->> 'tenant_id', whole ->> 'id')::uuid, tg_argv[0], row_key, lower(tg_op), before, after);
        return null;
      end $$;

    create procedure aegis.audited(target regclass, keys text, omitted text default '') language plpgsql
      set search_path = '' as $$
      begin
        execute format('create trigger audit after insert or update or delete on %s for each row
          execute function aegis.audit_row(%L, %L, %L)', target,
          (select relname from pg_class where oid = target), keys, omitted);
      end $$;

    -- version + 1 and updated_at = now() when a column outside the arguments has changed
    create function aegis.next_version() returns trigger language plpgsql set search_path = '' as $$
      declare
        omitted constant text[] := string_to_array(tg_argv[0], ',') || array['version', 'updated_at'];
      begin
        if to_jsonb(new) - omitted is distinct from to_jsonb(old) - omitted then
          new.version := old.version + 1;
          if to_jsonb(new) ? 'updated_at' then new.updated_at := now(); end if;
        else
          new.version := old.version;
        end if;
        return new;
      end $$;

    create procedure aegis.versioned(target regclass, omitted text default '') language plpgsql
      set search_path = '' as $$
      begin
        execute format('create trigger version before update on %s for each row
          execute function aegis.next_version(%L)', target, omitted);
      end $$;
  `.execute(db);
}
