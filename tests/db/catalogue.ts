import type pg from 'pg';

/** A rule of docs/data-model.md as a query that names everything that breaks it. */
interface Rule {
  rule: string;
  offenders: string;
}

const tables = `(select c.oid, c.relname::text as name, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity
  from pg_class c where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p'))`;
const unaudited = `('audit_log', 'campaign_metrics', 'sync_streams', 'execution_steps', 'task_transitions', 'due_work',
  'idempotency_keys', 'oauth_states', 'users', 'sessions', 'sign_in_links', 'vault_keys', 'roles', 'role_rights',
  'second_factors', 'recovery_codes')`;
/** The same for every tenant, made by `aegis.reference`. */
export const reference = ['roles', 'role_rights'];
const isReference = `('${reference.join("', '")}')`;
const roles = `('aegis_app', 'aegis_dispatch')`;

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
    rule: 'every policy is permissive, for all commands, and asks for the tenant once per statement in USING and CHECK',
    offenders: `select t.name || '.' || p.polname from ${tables} t join pg_policy p on p.polrelid = t.oid
      where (t.name, p.polname) not in (('due_work', 'dispatch'), ('vault_keys', 'vault_only')) and t.name not in ${isReference}
        and not coalesce(p.polcmd = '*' and p.polpermissive
          and pg_get_expr(p.polqual, t.oid) like '%( SELECT aegis.current_tenant_id()%'
          and pg_get_expr(p.polwithcheck, t.oid) like '%( SELECT aegis.current_tenant_id()%', false)`,
  },
  {
    rule: 'a policy that asks for no tenant names the one role it is for',
    offenders: `select p.polname from pg_policy p join ${tables} t on t.oid = p.polrelid
      where (t.name, p.polname) in (('due_work', 'dispatch'), ('vault_keys', 'vault_only'))
        and p.polroles <> array[(case t.name when 'due_work' then 'aegis_dispatch' else 'aegis_vault' end)::regrole::oid]`,
  },
  {
    rule: 'what is the same for every tenant is read by all and written by nobody',
    offenders: `select t.name from ${tables} t join pg_policy p on p.polrelid = t.oid where t.name in ${isReference}
        and not (p.polcmd = 'r' and p.polpermissive and p.polname = 'reference_data')
      union all select t.name from ${tables} t, unnest(array['INSERT', 'UPDATE', 'DELETE']) privilege
        where t.name in ${isReference} and (has_table_privilege('aegis_app', t.oid, privilege)
          or has_any_column_privilege('aegis_app', t.oid, 'INSERT, UPDATE'))`,
  },
  {
    rule: 'primary keys and unique indexes start with tenant_id',
    offenders: `select i.indexrelid::regclass::text from pg_index i join ${tables} t on t.oid = i.indrelid
      where i.indisunique and t.name not in ('users', 'sessions', 'sign_in_links', 'second_factors', 'recovery_codes', 'vault_keys')
        and t.name not in ${isReference}
        and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0]
          and a.attname = case t.name when 'tenants' then 'id' else 'tenant_id' end)`,
  },
  {
    rule: 'foreign keys between tenant tables start with tenant_id on both sides',
    offenders: `select con.conrelid::regclass || ': ' || con.conname from pg_constraint con
      join ${tables} t on t.oid = con.conrelid
      join pg_attribute here on here.attrelid = con.conrelid and here.attnum = con.conkey[1]
      join pg_attribute there on there.attrelid = con.confrelid and there.attnum = con.confkey[1]
      where con.contype = 'f' and not (here.attname = 'tenant_id'
        and there.attname = case when con.confrelid = 'aegis.tenants'::regclass then 'id' else 'tenant_id' end)
        and con.confrelid not in ('aegis.users'::regclass, 'aegis.second_factors'::regclass)
        and con.confrelid not in (select oid from ${tables} r where r.name in ${isReference})`,
  },
  {
    rule: 'tenant_id is not null, and filled from the transaction but in global tables',
    offenders: `select t.name from ${tables} t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id'
      left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
      where not a.attnotnull or (t.name not in ('sessions', 'sign_in_links', 'audit_log')
        and coalesce(pg_get_expr(d.adbin, t.oid), '') <> 'aegis.require_tenant()')`,
  },
  {
    rule: 'every table carries tenant_id, but users, tenants, the vault key and what is the same for every tenant',
    offenders: `select name from ${tables} t where name not in ('tenants', 'users', 'second_factors', 'recovery_codes', 'vault_keys') and name not in ${isReference}
      and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'tenant_id' and not a.attisdropped)`,
  },
  {
    rule: 'every tenant table is audited, but those named in docs/data-model.md',
    offenders: `select name from ${tables} t where not exists (select from pg_class root
        where root.oid = coalesce(pg_partition_root(t.oid), t.oid) and root.relname in ${unaudited}) and not exists (select from pg_trigger g
      where g.tgrelid = t.oid and g.tgfoid = 'aegis.audit_row'::regproc and g.tgenabled = 'O'
        and g.tgtype & 29 = 29)`,
  },
  {
    rule: 'text with CHECK instead of enums, bigint instead of numeric and floats',
    offenders: `select t.name || '.' || a.attname from ${tables} t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0
      join pg_type y on y.oid = a.atttypid
      where not a.attisdropped and (y.typtype = 'e' or y.typname in ('numeric', 'money', 'float4', 'float8')
        or (a.attname like '%micros' and y.typname <> 'int8'))`,
  },
  {
    rule: 'views are security_invoker and no materialized view exists',
    offenders: `select relname::text from pg_class where relnamespace = 'aegis'::regnamespace and (relkind = 'm'
      or (relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)))`,
  },
  {
    rule: 'SECURITY DEFINER functions fix an empty search_path',
    offenders: `select proname::text from pg_proc where pronamespace = 'aegis'::regnamespace and prosecdef
      and not coalesce('search_path=""' = any (proconfig), false)`,
  },
  {
    rule: 'nobody but its owner runs a function, except those meant for the application and the vault',
    offenders: `select p.proname || ' by ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end
      from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where p.pronamespace = 'aegis'::regnamespace and a.grantee <> p.proowner
        and p.proname not in ('current_tenant_id', 'current_user_id', 'require_tenant')
        and (p.proname, a.grantee) not in (('vault_put', 'aegis_app'::regrole::oid), ('vault_get', 'aegis_app'::regrole::oid),
          ('write_audit', 'aegis_vault'::regrole::oid))`,
  },
  {
    rule: 'the roles that log in are ordinary, members of nothing, and own nothing',
    offenders: `select rolname::text from pg_roles r where rolname in ${roles} and (rolsuper or rolbypassrls or rolcreatedb
        or rolcreaterole or rolreplication or exists (select from pg_auth_members m where m.member = r.oid)
        or exists (select from pg_shdepend d where d.refobjid = r.oid and d.deptype = 'o'
          and d.dbid in (0, (select oid from pg_database where datname = current_database()))))`,
  },
  {
    rule: 'owner and vault are ordinary and cannot log in',
    offenders: `select rolname::text from pg_roles where rolname in ('aegis_owner', 'aegis_vault')
      and (rolsuper or rolbypassrls or rolcanlogin)`,
  },
  {
    rule: 'grants are SELECT, INSERT, UPDATE, DELETE to our roles, none on partitions, none to public',
    offenders: `select t.name || ': ' || a.privilege_type || ' to ' || case a.grantee when 0 then 'public' else a.grantee::regrole::text end
      from ${tables} t join pg_class c on c.oid = t.oid
      cross join aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
      where a.grantee <> c.relowner and (t.relispartition or a.grantee = 0
        or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
        or a.grantee not in ('aegis_app'::regrole, 'aegis_vault'::regrole, 'aegis_dispatch'::regrole)
        or (a.grantee = 'aegis_dispatch'::regrole and t.name <> 'due_work')
        or (a.grantee = 'aegis_vault'::regrole and t.name <> 'credentials'))`,
  },
  {
    rule: 'the audit log, decisions and transitions are append-only for the application',
    offenders: `select name || ': ' || privilege from unnest(array['audit_log', 'decisions', 'task_transitions']) name,
      unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) privilege where has_table_privilege('aegis_app', 'aegis.' || name, privilege)`,
  },
  {
    rule: 'nobody but the vault reads its key, and the application reads no sealed credential',
    offenders: `select r from unnest(array['aegis_app', 'aegis_dispatch', 'aegis_owner']) r
      where has_table_privilege(r, 'aegis.vault_keys', 'SELECT, INSERT, UPDATE, DELETE')
        or has_any_column_privilege(r, 'aegis.vault_keys', 'SELECT')
        or (r <> 'aegis_owner' and has_column_privilege(r, 'aegis.credentials', 'sealed', 'SELECT'))`,
  },
];

/** Names of everything that breaks a rule, as `rule: offender`. */
export async function findOffenders(client: pg.Client): Promise<string[]> {
  await client.query(`set search_path = ''`); // so that PostgreSQL writes out every name
  const found: string[] = [];
  for (const { rule, offenders } of rules) {
    const { rows } = await client.query<string[]>({ text: offenders, rowMode: 'array' });
    found.push(...rows.map(([name]) => `${rule}: ${name}`));
  }
  return found;
}
