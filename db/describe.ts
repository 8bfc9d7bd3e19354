import type pg from 'pg';

export interface TableDescription {
  name: string;
  owner: string;
  /** Forced, for its owner too. */
  isolated: boolean;
  partitions: string[];
  columns: { name: string; type: string; required: boolean; default: string | null }[];
  primaryKey: string[];
  foreignKeys: { columns: string[]; table: string; references: string[]; definition: string }[];
  /** Definitions of unique keys and CHECKs, by name. */
  constraints: string[];
  indexes: { name: string; definition: string }[];
  /** `name: command, roles, USING …, WITH CHECK …`. */
  policies: string[];
  /** `role: privileges`, of columns too. */
  grants: string[];
  triggers: string[];
}

export interface Description {
  tables: TableDescription[];
  /** Signature, language, volatility, rights, settings, digest of the body, who runs it. */
  functions: string[];
}

/** What the database holds, from its catalogue: the source of docs/tables.md and docs/data-model.svg. */
export async function describe(client: pg.ClientBase): Promise<Description> {
  await client.query(`set search_path = ''`); // so that PostgreSQL writes out every name
  const tables = await client.query<TableDescription>(`
    select c.relname::text as name, c.relowner::regrole::text as owner,
      c.relrowsecurity and c.relforcerowsecurity as isolated,
      coalesce((select json_agg(p.relname order by p.relname) from pg_inherits i join pg_class p on p.oid = i.inhrelid
        where i.inhparent = c.oid), '[]') as partitions,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
          'default', case when a.attidentity <> '' then 'identity' else pg_get_expr(d.adbin, c.oid) end) order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select json_agg(a.attname order by k.n) from pg_constraint p, unnest(p.conkey) with ordinality k (num, n)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num where p.conrelid = c.oid and p.contype = 'p'), '[]') as "primaryKey",
      coalesce((select json_agg(json_build_object('definition', pg_get_constraintdef(f.oid), 'table', r.relname,
          'columns', (select json_agg(a.attname order by k.n) from unnest(f.conkey) with ordinality k (num, n)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num),
          'references', (select json_agg(a.attname order by k.n) from unnest(f.confkey) with ordinality k (num, n)
            join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num)) order by f.conname)
        from pg_constraint f join pg_class r on r.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0), '[]') as "foreignKeys",
      coalesce((select json_agg(pg_get_constraintdef(k.oid) order by k.contype, k.conname) from pg_constraint k
        where k.conrelid = c.oid and k.contype in ('u', 'c', 'x')), '[]') as constraints,
      coalesce((select json_agg(json_build_object('name', x.relname, 'definition', pg_get_indexdef(x.oid)) order by x.relname)
        from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid
          and not exists (select from pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u', 'x'))), '[]') as indexes,
      coalesce((select json_agg(concat_ws(', ', p.polname || ': ' || case p.polcmd when '*' then 'all' else p.polcmd::text end,
          case when not p.polpermissive then 'restrictive' end,
          (select string_agg(case r when 0 then 'public' else r::regrole::text end, ' ' order by r::regrole::text) from unnest(p.polroles) r),
          'USING ' || pg_get_expr(p.polqual, c.oid), 'WITH CHECK ' || pg_get_expr(p.polwithcheck, c.oid)) order by p.polname)
        from pg_policy p where p.polrelid = c.oid), '[]') as policies,
      coalesce((select json_agg(line order by line) from (
          select role || ': ' || string_agg(what, ', ' order by what) as line from (
            select case g.grantee when 0 then 'public' else g.grantee::regrole::text end as role,
                g.privilege_type || case when g.is_grantable then ' with grant option' else '' end as what
              from aclexplode(c.relacl) g where g.grantee <> c.relowner
            union all select case g.grantee when 0 then 'public' else g.grantee::regrole::text end,
                g.privilege_type || ' (' || string_agg(a.attname, ', ' order by a.attname) || ')'
              from pg_attribute a, aclexplode(a.attacl) g where a.attrelid = c.oid group by 1, g.privilege_type) one group by role) lines), '[]') as grants,
      coalesce((select json_agg(pg_get_triggerdef(g.oid) || case g.tgenabled when 'O' then '' else ' (off)' end order by g.tgname)
        from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgparentid = 0), '[]') as triggers
    from pg_class c where c.relnamespace = 'aegis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`);
  const functions = await client.query<{ line: string }>(`
    select p.oid::regprocedure || concat_ws(', ', ' ' || l.lanname, case p.provolatile when 'i' then 'immutable' when 's' then 'stable'
        else 'volatile' end, case when p.prosecdef then 'as ' || p.proowner::regrole end, array_to_string(p.proconfig, ' '),
        left(encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'), 12), 'run by ' || coalesce((
          select string_agg(case g.grantee when 0 then 'public' else g.grantee::regrole::text end, ' ' order by g.grantee::regrole::text)
          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee <> p.proowner), 'nobody else')) as line
    from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace = 'aegis'::regnamespace order by 1`);
  return { tables: tables.rows, functions: functions.rows.map(({ line }) => line) };
}
