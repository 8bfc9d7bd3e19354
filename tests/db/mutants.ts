import type pg from 'pg';

/** One protection taken away: statements that do it, in the schema as it is. */
export interface Mutant {
  /** What is broken, in words. */
  name: string;
  sql: string;
  /** The table whose isolation it breaks; null: of no one table, or a rule that is not about isolation. */
  opens: string | null;
}

/**
 * Every policy, FORCE, CHECK, NOT NULL, key, foreign key, trigger, default and grant that the catalogue holds, each
 * taken away or weakened in turn. Generated, so that a new table brings its mutants along.
 */
export async function readMutants(client: pg.Client): Promise<Mutant[]> {
  const { rows } = await client.query<Mutant>(`
    with tables as (
      select c.oid, c.oid::regclass::text as at, c.relname::text as name, c.relispartition, c.relname not in ('vault_keys')
          and (c.relname = 'tenants' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')) as of_tenants,
          has_table_privilege('aegis_app', c.oid, 'INSERT') as written
        from pg_class c where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p')),
    constraints as (
      select k.*, t.at, t.name as table_name, t.written,
          array(select quote_ident(a.attname) from unnest(k.conkey) with ordinality x (num, n)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.num order by x.n) as columns,
          array(select quote_ident(a.attname) from unnest(k.confkey) with ordinality x (num, n)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.num order by x.n) as refers
        from pg_constraint k join tables t on t.oid = k.conrelid
        where k.conparentid = 0 and k.coninhcount = 0 and not t.relispartition)
    select format('no row-level security on %s', at) as name, format('alter table %s disable row level security', at) as sql,
        case when of_tenants and not relispartition then name end as opens from tables
    union all select format('no FORCE on %s', at), format('alter table %s no force row level security', at), null from tables
    union all select format('a second policy on %s', at), format('create policy open on %s using (true) with check (true)', at),
        case when of_tenants and not relispartition then name end from tables
    union all select format('no policy %s on %s', p.polname, at), format('drop policy %I on %s', p.polname, at), null
        from tables t join pg_policy p on p.polrelid = t.oid
    union all select format('policy %s of %s lets everything be read', p.polname, at), format('alter policy %I on %s using (true)', p.polname, at),
        case when of_tenants and not relispartition and p.polname <> 'dispatch' then name end
        from tables t join pg_policy p on p.polrelid = t.oid where pg_get_expr(p.polqual, t.oid) <> 'true'
    union all select format('policy %s of %s lets everything be written', p.polname, at), format('alter policy %I on %s with check (true)', p.polname, at), null
        from tables t join pg_policy p on p.polrelid = t.oid where pg_get_expr(p.polwithcheck, t.oid) <> 'true'
    union all select format('policy %s of %s for other roles', p.polname, at), format('alter policy %I on %s to aegis_migrator', p.polname, at), null
        from tables t join pg_policy p on p.polrelid = t.oid
    union all select format('policy %s of %s asked for each row', p.polname, at),
        format('alter policy %I on %s using (%s = aegis.current_tenant_id())', p.polname, at, case name when 'tenants' then 'id' else 'tenant_id' end), null
        from tables t join pg_policy p on p.polrelid = t.oid where of_tenants
    union all select format('no %s %s on %s', case contype when 'c' then 'CHECK' when 'p' then 'primary key' when 'u' then 'unique key' else 'foreign key' end,
        conname, at), format('alter table %s drop constraint %I cascade', at, conname), null
        from constraints where contype in ('c', 'p', 'u', 'f')
    union all select format('no NOT NULL on %s.%s', t.at, a.attname), format('alter table %s alter %I drop not null', t.at, a.attname), null
        from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and a.attnotnull and not a.attisdropped
        where not t.relispartition and a.attidentity = '' and not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary
          and a.attnum = any (i.indkey))
    union all select format('foreign key %s of %s without the tenant', conname, at),
        format('alter table %s add unique (%s); alter table %s drop constraint %I, add foreign key (%s) references %1$s (%s)',
          confrelid::regclass, array_to_string(refers[2:], ', '), at, conname, array_to_string(columns[2:], ', '), array_to_string(refers[2:], ', ')),
        case when written then table_name end
        from constraints where contype = 'f' and cardinality(columns) > 1 and columns[1] = 'tenant_id'
    union all select format('key %s of %s across tenants', conname, at),
        format('alter table %s add unique (%s)', at, array_to_string(columns[2:], ', ')),
        -- a number that the database gives cannot be another's on purpose
        case when written and not exists (select from pg_attribute a where a.attrelid = conrelid and a.attnum = any (conkey)
          and a.attidentity = 'a') then table_name end
        from constraints where contype in ('p', 'u') and cardinality(columns) > 1 and columns[1] = 'tenant_id'
    union all select format('no index %s', i.indexrelid::regclass), format('drop index %s cascade', i.indexrelid::regclass), null
        from pg_index i join tables t on t.oid = i.indrelid where not t.relispartition
          and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    union all select format('no trigger %s on %s', g.tgname, at), format('drop trigger %I on %s', g.tgname, at), null
        from tables t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal and g.tgparentid = 0
    union all select format('trigger %s on %s is off', g.tgname, at), format('alter table %s disable trigger %I', at, g.tgname), null
        from tables t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal and g.tgparentid = 0
    union all select format('no default tenant in %s', at), format('alter table %s alter tenant_id drop default', at), null
        from tables t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' and a.atthasdef where not relispartition
    union all select format('%s to %s on %s', privilege, role, at), format('grant %s on %s to %s', privilege, at, role), null
        from tables, (values ('truncate', 'aegis_app'), ('references', 'aegis_app'), ('trigger', 'aegis_app'), ('select', 'public'),
          ('delete', 'aegis_dispatch')) g (privilege, role)
    union all select format('a partition open by itself: %s', at), format('grant select on %s to aegis_app', at), null from tables where relispartition
    union all select format('%s belongs to the application', at), format('alter table %s owner to aegis_app', at), null from tables
    union all select format('everybody runs %s', p.oid::regprocedure), format('grant execute on %s %s to public',
        case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure), null
        from pg_proc p where p.pronamespace = 'aegis'::regnamespace
    union all select format('%s trusts the search path', p.oid::regprocedure), format('alter %s %s reset all',
        case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure), null
        from pg_proc p where p.pronamespace = 'aegis'::regnamespace and p.proconfig is not null
    union all select format('%s runs as its caller or owner, the other way round', p.oid::regprocedure), format('alter function %s security %s',
        p.oid::regprocedure, case when p.prosecdef then 'invoker' else 'definer' end), null
        from pg_proc p where p.pronamespace = 'aegis'::regnamespace and p.prokind = 'f'
    order by 1`);
  return [...rows, ...byHand.map((sql) => ({ name: sql, sql, opens: null }))];
}

/** What no catalogue row stands for: things that appear. */
const byHand = [
  'create table aegis.notes (tenant_id uuid primary key)',
  'create table aegis.notes (id uuid primary key)',
  'create table aegis.notes () inherits (aegis.tasks)',
  `create table aegis.notes (tenant_id uuid not null default aegis.require_tenant() references aegis.tenants, id text, primary key (tenant_id, id));
    call aegis.protect('aegis.notes')`, // not audited
  `create table aegis.notes (tenant_id uuid not null default aegis.require_tenant() references aegis.tenants, id uuid, task_id uuid,
    primary key (tenant_id, id)); call aegis.protect('aegis.notes'); call aegis.audited('aegis.notes', 'id')`, // task_id refers to nothing
  "create table aegis.shopify_campaigns partition of aegis.campaigns for values in ('shopify')",
  'create unique index on aegis.tasks (id)',
  'create index on aegis.tasks (lower(agent_key))',
  'create index on aegis.tasks using gin (input)',
  "create type aegis.mood as enum ('good'); alter table aegis.tasks add mood aegis.mood",
  'alter table aegis.tasks add price numeric',
  'alter table aegis.tasks add price_micros integer',
  'alter table aegis.tasks add constraint later check (number > 0) not valid',
  'create view aegis.all_tasks as select * from aegis.tasks',
  'create materialized view aegis.all_tasks as select * from aegis.tasks',
  'create view aegis.own_tasks with (security_invoker) as select * from aegis.tasks; grant select on aegis.own_tasks to public',
  'create function aegis.peek() returns bigint language sql security definer as $$ select count(*) from aegis.tasks $$',
  `create function aegis.peek() returns bigint language sql security definer set search_path = '' as $$ select count(*) from aegis.tasks $$;
    grant execute on function aegis.peek to aegis_app`,
  `create or replace function aegis.current_tenant_id() returns uuid language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.tenant_id', true), ''), '00000000-0000-0000-0000-000000000001')::uuid $$`,
  'alter function aegis.current_tenant_id() volatile',
  'create rule quiet as on delete to aegis.tasks do instead nothing',
  'create publication everything for all tables',
  'alter role aegis_app bypassrls',
  'alter role aegis_app inherit',
  'alter role aegis_owner login',
  'alter role aegis_app reset statement_timeout',
  'alter role aegis_app set log_parameter_max_length = -1',
  'grant aegis_owner to aegis_app',
  'grant aegis_vault to aegis_dispatch',
  'grant aegis_app to aegis_dispatch',
  'grant create on schema aegis to aegis_app',
  'grant usage on schema crypto to aegis_app',
  'grant usage on schema aegis to public',
  'grant execute on function aegis.write_audit to aegis_app',
  'alter default privileges in schema aegis grant select on tables to aegis_app',
  'grant select on aegis.tasks to aegis_dispatch',
  'grant update (tenant_id) on aegis.due_work to aegis_dispatch',
  'grant select on aegis.tasks to aegis_app with grant option',
  'grant select on all sequences in schema aegis to aegis_app',
  'grant update on aegis.audit_log to aegis_app',
  'grant insert on aegis.audit_log to aegis_app',
  'grant update (verdict) on aegis.decisions to aegis_app',
  'grant select on aegis.vault_keys to aegis_app',
  'grant select (sealed) on aegis.credentials to aegis_app',
];
