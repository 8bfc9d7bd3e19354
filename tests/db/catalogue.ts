import type pg from 'pg';

/** A rule of docs/data-model.md as a query that names everything that breaks it. */
interface Rule {
  rule: string;
  offenders: string;
}

/*
 * Exceptions, each with its reason. A new table, function or grant that needs one is named by the gate; write it here
 * only when the reason is as good as these.
 */

/** Tables about people and callers, not about a tenant: used while no tenant is known yet. */
export const personTables = [
  'users',
  'sessions',
  'sign_in_links',
  'second_factors',
  'recovery_codes',
  'sso_domains',
  'rate_counters',
];
/** Not audited: machinery that moves all the time, records that are a log themselves, and tables about people. */
const unaudited = [
  ...['audit_log', 'campaign_metrics', 'sync_streams', 'execution_steps', 'task_transitions'],
  ...['due_work', 'idempotency_keys', 'oauth_states', 'vault_keys', 'notifications', ...personTables],
];
/** Append-only for the application. */
const appendOnly = ['audit_log', 'decisions', 'task_transitions', 'subscription_events'];
/** `function by role`: what the roles that log in may run; all of them act in the tenant of the transaction. */
const runnable = [
  ...[
    'vault_put by aegis_app',
    'vault_get by aegis_app',
    'vault_new_key by aegis_app',
    'vault_stale by aegis_app',
    'vault_rewrap by aegis_app',
    'purge_tenant by aegis_app',
    'log_sign_in by aegis_app',
    'write_audit by aegis_vault',
  ],
  ...['current_tenant_id', 'current_user_id', 'require_tenant'].flatMap((name) =>
    ['aegis_app', 'aegis_dispatch', 'aegis_vault'].map((role) => `${name} by ${role}`),
  ),
];
/** uuid columns that refer to nothing in the database. */
const freeUuids: string[] = ['credentials.renewing_by'];

const tenantIs = (column: string) => `(${column} = ( SELECT aegis.current_tenant_id() AS current_tenant_id))`;
const noTenant = '(( SELECT aegis.current_tenant_id() AS current_tenant_id) IS NULL)';
const sameTenantPerson = `(${noTenant} OR (EXISTS ( SELECT\n   FROM aegis.memberships m\n  WHERE (m.user_id = users.id))))`;

/** Policies that say something else than `tenant_id = the transaction's`, word by word: [USING, WITH CHECK, roles]. */
const otherPolicies: Record<string, [using: string, check: string, roles: string]> = {
  // A person being signed in sees where they belong, and nothing else.
  'memberships.tenant_isolation': [
    `(${tenantIs('tenant_id')} OR (${noTenant} AND (user_id = ( SELECT aegis.current_user_id() AS current_user_id))))`,
    tenantIs('tenant_id'),
    'public',
  ],
  'users.tenant_isolation': [sameTenantPerson, sameTenantPerson, 'public'],
  'sessions.tenant_isolation': [
    `(${noTenant} OR ${tenantIs('tenant_id')})`,
    `(${noTenant} OR ${tenantIs('tenant_id')})`,
    'public',
  ],
  'sign_in_links.tenant_isolation': [
    `(${noTenant} OR ${tenantIs('tenant_id')})`,
    `(${noTenant} OR ${tenantIs('tenant_id')})`,
    'public',
  ],
  'sso_domains.tenant_isolation': [
    `(${noTenant} OR ${tenantIs('tenant_id')})`,
    `(${noTenant} OR ${tenantIs('tenant_id')})`,
    'public',
  ],
  // Of people, and touched only while no workspace is known.
  'second_factors.tenant_isolation': [noTenant, noTenant, 'public'],
  'recovery_codes.tenant_isolation': [noTenant, noTenant, 'public'],
  // Callers are counted before anything is known of them.
  'rate_counters.tenant_isolation': [noTenant, noTenant, 'public'],
  // The one table that is read across tenants, and by the sweeper's role only.
  'due_work.tenant_isolation': [tenantIs('tenant_id'), tenantIs('tenant_id'), 'aegis_app,aegis_owner'],
  'due_work.dispatch': ['true', 'true', 'aegis_dispatch'],
  'vault_keys.vault_only': [
    `(( SELECT CURRENT_USER AS "current_user") = 'aegis_vault'::name)`,
    '',
    'aegis_vault',
  ],
};

const list = (names: readonly string[]) =>
  `(select unnest(array[${names.map((name) => `'${name}'`).join(', ')}]::text[]))`;
const policyRows = Object.entries(otherPolicies)
  .map(([name, parts]) => `(${[name, ...parts].map((part) => `$$${part}$$`).join(', ')})`)
  .join(', ');

const tables = `(select c.oid, c.relname::text as name, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,
    c.relowner, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
      or c.relname = 'tenants' as of_tenants
  from pg_class c where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p'))`;
/** The same for every tenant, and the application may only read it. */
const isReference = (
  table: string,
) => `(not ${table}.of_tenants and ${table}.name not in ${list(['vault_keys', ...personTables])}
  and not has_table_privilege('aegis_app', ${table}.oid, 'INSERT, UPDATE, DELETE')
  and not has_any_column_privilege('aegis_app', ${table}.oid, 'INSERT, UPDATE'))`;
const logins = list(['aegis_app', 'aegis_dispatch', 'aegis_migrator']);

export const rules: Rule[] = [
  {
    rule: 'every table and partition forces row-level security',
    offenders: `select name from ${tables} t where not (relrowsecurity and relforcerowsecurity)`,
  },
  {
    rule: 'every table and partition has one policy, and due_work one more for aegis_dispatch',
    offenders: `select name from ${tables} t
      where (select count(*) from pg_policy p where p.polrelid = t.oid) <> case name when 'due_work' then 2 else 1 end`,
  },
  {
    rule: 'a policy of a tenant table lets through its tenant and nothing else, asked once per statement',
    offenders: `select t.name || '.' || p.polname from ${tables} t join pg_policy p on p.polrelid = t.oid
      where t.name || '.' || p.polname not in ${list(Object.keys(otherPolicies))} and not ${isReference('t')}
        and not coalesce(p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
          and pg_get_expr(p.polqual, t.oid) = case t.name when 'tenants' then '${tenantIs('id')}' else '${tenantIs('tenant_id')}' end
          and pg_get_expr(p.polwithcheck, t.oid) = pg_get_expr(p.polqual, t.oid), false)`,
  },
  {
    rule: 'a policy that says something else says it word by word as reviewed',
    offenders: `select o.name from (values ${policyRows}) o (name, using_, check_, roles)
      left join (select t.name || '.' || p.polname as name, p.*, t.oid as table_oid from ${tables} t join pg_policy p on p.polrelid = t.oid) p using (name)
      where not coalesce(p.polpermissive and p.polcmd = '*' and pg_get_expr(p.polqual, p.table_oid) = o.using_
        and coalesce(pg_get_expr(p.polwithcheck, p.table_oid), '') = o.check_
        and (select string_agg(case r when 0 then 'public' else r::regrole::text end, ',' order by r::regrole::text)
          from unnest(p.polroles) r) = o.roles, false)`,
  },
  {
    rule: 'a reference table is read by the application and changed by migrations only',
    offenders: `select t.name from ${tables} t left join pg_policy p on p.polrelid = t.oid where ${isReference('t')}
      and not coalesce(p.polcmd = 'r' and p.polpermissive and p.polroles in ('{0}', array['aegis_app'::regrole::oid])
        and pg_get_expr(p.polqual, t.oid) = 'true', false)`,
  },
  {
    rule: 'every table belongs to tenants, but those about people, the vault key and reference tables',
    offenders: `select name from ${tables} t where not of_tenants
      and name not in ${list(['vault_keys', ...personTables])} and not ${isReference('t')}`,
  },
  {
    rule: 'the tenant of a transaction is what its setting says, and nothing else',
    offenders: `select f.name from (values
        ('current_tenant_id', $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$),
        ('current_user_id', $$ select nullif(current_setting('app.user_id', true), '')::uuid $$)) f (name, body)
      left join pg_proc p on p.proname = f.name and p.pronamespace = 'aegis'::regnamespace
      where not coalesce(p.prosrc = f.body and p.provolatile = 's' and not p.prosecdef and p.pronargs = 0
        and p.proowner = 'aegis_owner'::regrole, false)`,
  },
  {
    rule: 'every table has a primary key',
    offenders: `select name from ${tables} t
      where not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p')`,
  },
  {
    rule: 'primary keys, unique indexes and exclusions of tenant tables start with tenant_id',
    offenders: `select i.indexrelid::regclass::text from pg_index i join ${tables} t on t.oid = i.indrelid
      where (i.indisunique or i.indisexclusion) and t.of_tenants and t.name not in ${list(personTables)}
        and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0]
          and a.attname = case t.name when 'tenants' then 'id' else 'tenant_id' end)`,
  },
  {
    rule: 'foreign keys start with tenant_id on both sides; users are referred to by memberships and tables about people only',
    offenders: `select con.conrelid::regclass || ': ' || con.conname from pg_constraint con
      join ${tables} t on t.oid = con.conrelid join ${tables} r on r.oid = con.confrelid
      join pg_attribute here on here.attrelid = con.conrelid and here.attnum = con.conkey[1]
      join pg_attribute there on there.attrelid = con.confrelid and there.attnum = con.confkey[1]
      where con.contype = 'f' and t.of_tenants and not (here.attname = case t.name when 'tenants' then 'id' else 'tenant_id' end
          and there.attname = case r.name when 'tenants' then 'id' else 'tenant_id' end)
        and not (r.name in ${list(personTables)} and t.name in ${list(['memberships', ...personTables])})
        and not ${isReference('r')}`,
  },
  {
    rule: 'a foreign key never empties tenant_id',
    offenders: `select con.conrelid::regclass || ': ' || con.conname from pg_constraint con join ${tables} t on t.oid = con.conrelid
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id'
      where con.contype = 'f' and a.attnum = any (con.conkey) and (con.confupdtype in ('n', 'd')
        or (con.confdeltype in ('n', 'd') and (con.confdelsetcols is null or a.attnum = any (con.confdelsetcols))))`,
  },
  {
    rule: 'every tenant table hangs on tenants by a foreign key, but the audit log, which outlives what it tells of',
    offenders: `select name from ${tables} t where of_tenants and not relispartition and name not in ('tenants', 'audit_log')
      and not exists (select from pg_constraint con join ${tables} r on r.oid = con.confrelid and r.of_tenants
        join pg_attribute a on a.attrelid = t.oid and a.attnum = con.conkey[1]
        where con.contype = 'f' and con.conrelid = t.oid and (a.attname = 'tenant_id' or t.name in ${list(personTables)}))`,
  },
  {
    rule: 'every id of another row is part of a foreign key',
    offenders: `select t.name || '.' || a.attname from ${tables} t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
      where a.atttypid = 'uuid'::regtype and not a.attisdropped and not t.relispartition
        and a.attname not in ('id', 'tenant_id') and t.name || '.' || a.attname not in ${list(freeUuids)}
        and not exists (select from pg_constraint con where con.contype = 'f' and con.conrelid = t.oid and a.attnum = any (con.conkey))`,
  },
  {
    rule: 'every constraint holds for all rows and every index is usable',
    offenders: `select con.conname::text from pg_constraint con where con.connamespace = 'aegis'::regnamespace and not con.convalidated
      union all select i.indexrelid::regclass::text from pg_index i join ${tables} t on t.oid = i.indrelid
        where not (i.indisvalid and i.indisready and i.indislive)`,
  },
  {
    rule: 'indexes are btrees over plain columns whose equality is leakproof, or row-level security does not use them',
    offenders: `select i.indexrelid::regclass::text from pg_index i join ${tables} t on t.oid = i.indrelid
      join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
      where i.indexprs is not null or m.amname <> 'btree' or exists (
        select from unnest(i.indclass) c (oid) join pg_opclass o on o.oid = c.oid
          left join pg_amop p on p.amopfamily = o.opcfamily and p.amopstrategy = 3
            and p.amoplefttype = o.opcintype and p.amoprighttype = o.opcintype
          left join pg_operator op on op.oid = p.amopopr left join pg_proc f on f.oid = op.oprcode
          where not coalesce(f.proleakproof, false))`,
  },
  {
    rule: 'tenant_id is not null, and filled from the transaction but in tables about people and the audit log',
    offenders: `select t.name from ${tables} t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id'
      left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
      where not t.name in ${list(personTables)} and (not a.attnotnull or a.atttypid <> 'uuid'::regtype
        or (t.name <> 'audit_log' and coalesce(pg_get_expr(d.adbin, t.oid), '') <> 'aegis.require_tenant()'))`,
  },
  {
    rule: 'every tenant table is audited, but those named in docs/data-model.md',
    offenders: `select name from ${tables} t where of_tenants and not exists (select from pg_class root
        where root.oid = coalesce(pg_partition_root(t.oid), t.oid) and root.relname in ${list(unaudited)})
      and not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgfoid = 'aegis.audit_row'::regproc
        and g.tgenabled = 'O' and g.tgtype & 29 = 29 and g.tgqual is null)`,
  },
  {
    rule: 'every trigger is on, and no rule, event trigger or publication does anything besides',
    offenders: `select g.tgrelid::regclass || ': ' || g.tgname from pg_trigger g join ${tables} t on t.oid = g.tgrelid where g.tgenabled <> 'O'
      union all select r.rulename::text from pg_rewrite r join ${tables} t on t.oid = r.ev_class
      union all select evtname::text from pg_event_trigger union all select pubname::text from pg_publication`,
  },
  {
    rule: 'text with CHECK instead of enums, bigint instead of numeric and floats',
    offenders: `select t.name || '.' || a.attname from ${tables} t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
      join pg_type y on y.oid = a.atttypid
      where not a.attisdropped and (y.typtype = 'e' or y.typname in ('numeric', 'money', 'float4', 'float8')
        or (a.attname like '%micros' and y.typname <> 'int8'))`,
  },
  {
    rule: 'views are security_invoker; there is no materialized view, foreign table or inherited table',
    offenders: `select relname::text from pg_class where relnamespace = 'aegis'::regnamespace and (relkind in ('m', 'f')
      or (relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)))
      union all select i.inhrelid::regclass::text from pg_inherits i join ${tables} t on t.oid = i.inhparent where t.relkind <> 'p'`,
  },
  {
    rule: 'functions are SQL or PL/pgSQL with an empty search_path, but those two that policies take into their plans',
    offenders: `select p.proname::text from pg_proc p join pg_language l on l.oid = p.prolang
      where p.pronamespace = 'aegis'::regnamespace and (l.lanname not in ('sql', 'plpgsql')
        or (p.proname not in ('current_tenant_id', 'current_user_id') and (p.prosecdef or l.lanname = 'plpgsql')
          and not coalesce('search_path=""' = any (p.proconfig), false)))`,
  },
  {
    rule: 'nobody but its owner runs a function, except those meant for the application and the vault',
    offenders: `select name from (select p.proname || ' by ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end as name
      from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where p.pronamespace in ('aegis'::regnamespace, 'crypto'::regnamespace) and a.grantee <> p.proowner
        and (p.pronamespace = 'aegis'::regnamespace or a.grantee <> 0)) f where name not in ${list(runnable)}`,
  },
  {
    rule: 'everything belongs to aegis_owner or aegis_vault',
    offenders: `select relname::text from pg_class where relnamespace = 'aegis'::regnamespace
        and relowner not in ('aegis_owner'::regrole, 'aegis_vault'::regrole)
      union all select proname::text from pg_proc where pronamespace = 'aegis'::regnamespace
        and proowner not in ('aegis_owner'::regrole, 'aegis_vault'::regrole)`,
  },
  {
    rule: 'the roles that log in are ordinary, own nothing, and only aegis_migrator is a member of another',
    offenders: `select rolname::text from pg_roles r where rolname in ${logins} and (rolsuper or rolbypassrls or rolcreatedb
        or rolcreaterole or rolreplication or rolinherit or exists (select from pg_auth_members m where m.member = r.oid
          and not (r.rolname = 'aegis_migrator' and m.roleid = 'aegis_owner'::regrole))
        or exists (select from pg_shdepend d where d.refobjid = r.oid and d.deptype = 'o'
          and d.dbid in (0, (select oid from pg_database where datname = current_database()))))`,
  },
  {
    rule: 'owner and vault are ordinary, cannot log in, and are lent to nobody else',
    offenders: `select rolname::text from pg_roles where rolname in ('aegis_owner', 'aegis_vault')
        and (rolsuper or rolbypassrls or rolcanlogin or rolinherit)
      union all select m.member::regrole::text from pg_auth_members m join pg_roles r on r.oid = m.member
        where m.roleid in ('aegis_owner'::regrole, 'aegis_vault'::regrole, 'aegis_app'::regrole, 'aegis_dispatch'::regrole)
          and (m.roleid, r.rolname) not in (('aegis_owner'::regrole, 'aegis_migrator'), ('aegis_vault'::regrole, 'aegis_owner'))
          and not (r.rolsuper and m.roleid = 'aegis_owner'::regrole)`,
  },
  {
    rule: 'the application cannot run for ever, names tables without a schema, and logs no parameter',
    offenders: `select s from unnest(array['search_path=aegis', 'statement_timeout=30s', 'idle_in_transaction_session_timeout=60s',
        'log_parameter_max_length=0', 'log_parameter_max_length_on_error=0']) s
      where not exists (select from pg_roles where rolname = 'aegis_app' and s = any (rolconfig))`,
  },
  {
    rule: 'grants are SELECT, INSERT, UPDATE, DELETE to our roles, none on partitions or sequences, none to public',
    offenders: `select c.relname || ': ' || a.privilege_type || ' to ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end
      from pg_class c cross join aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a
      where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p', 'v', 'S') and a.grantee <> c.relowner
        and (c.relispartition or c.relkind = 'S' or a.grantee = 0 or a.is_grantable
          or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
          or a.grantee not in ('aegis_app'::regrole, 'aegis_vault'::regrole, 'aegis_dispatch'::regrole)
          or (a.grantee = 'aegis_dispatch'::regrole and (c.relname <> 'due_work' or a.privilege_type <> 'SELECT'))
          or (a.grantee = 'aegis_vault'::regrole and c.relname <> 'credentials'))`,
  },
  {
    rule: 'grants on columns follow the same rules',
    offenders: `select c.relname || '.' || t.attname || ': ' || a.privilege_type || ' to ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end
      from pg_class c join pg_attribute t on t.attrelid = c.oid cross join aclexplode(t.attacl) a
      where c.relnamespace = 'aegis'::regnamespace and (c.relispartition or a.grantee = 0 or a.is_grantable
        or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE')
        or (a.grantee, c.relname, t.attname) not in (('aegis_dispatch'::regrole, 'due_work', 'due_at'))
          and a.grantee not in ('aegis_app'::regrole, 'aegis_vault'::regrole))`,
  },
  {
    rule: 'schemas and database let nobody create, and crypto is for owner and vault',
    offenders: `select n.nspname || ': ' || a.privilege_type || ' to ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end
      from pg_namespace n cross join aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
      where a.grantee <> n.nspowner and (a.privilege_type = 'CREATE' and n.nspname in ('aegis', 'crypto', 'public')
        or n.nspname = 'aegis' and a.grantee not in ('aegis_app'::regrole, 'aegis_dispatch'::regrole, 'aegis_vault'::regrole)
        or n.nspname in ('crypto', 'aegis_migrations') and a.grantee not in ('aegis_owner'::regrole, 'aegis_vault'::regrole))
      union all select r || ': ' || p from unnest(array['aegis_app', 'aegis_dispatch', 'aegis_migrator']) r,
        unnest(array['CREATE', 'TEMPORARY']) p where has_database_privilege(r, current_database(), p)`,
  },
  {
    rule: 'nothing new is granted by default',
    offenders: `select d.defaclobjtype::text || ' to ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end
      from pg_default_acl d cross join aclexplode(d.defaclacl) a where a.grantee <> d.defaclrole
      union all select 'functions are not revoked from public' where not exists (select from pg_default_acl d
        where d.defaclrole = 'aegis_owner'::regrole and d.defaclobjtype = 'f' and d.defaclnamespace = 0)`,
  },
  {
    rule: 'the audit log, decisions and transitions are append-only for the application',
    offenders: `select name || ': ' || privilege from ${list(appendOnly)} n (name),
      unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) privilege where has_table_privilege('aegis_app', 'aegis.' || name, privilege)
      union all select name || ': UPDATE of a column' from ${list(appendOnly)} n (name)
        where has_any_column_privilege('aegis_app', 'aegis.' || name, 'UPDATE')
      union all select 'audit_log: INSERT' where has_any_column_privilege('aegis_app', 'aegis.audit_log', 'INSERT')`,
  },
  {
    rule: 'nobody but the vault reads its key, and the application reads no sealed credential',
    offenders: `select r from unnest(array['aegis_app', 'aegis_dispatch', 'aegis_owner', 'aegis_migrator']) r
      where has_any_column_privilege(r, 'aegis.vault_keys', 'SELECT, INSERT, UPDATE')
        or has_table_privilege(r, 'aegis.vault_keys', 'DELETE')
        or (r <> 'aegis_owner' and has_column_privilege(r, 'aegis.credentials', 'sealed', 'SELECT'))`,
  },
];

const everything = rules
  .map(({ offenders }, i) => `select ${i} as rule, name::text from (${offenders}) offender (name)`)
  .join('\nunion all ');

/** Names of everything that breaks a rule, as `rule: offender`. */
export async function findOffenders(client: pg.Client): Promise<string[]> {
  await client.query(`set search_path = ''`); // so that PostgreSQL writes out every name
  const { rows } = await client.query<{ rule: number; name: string }>(everything);
  return rows.map(({ rule, name }) => `${rules[rule]!.rule}: ${name}`);
}
