import { sql, type Kysely } from 'kysely';

/** Who may do what, as data. A role without a row for a right does not have it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- for tables that are the same for every tenant: everybody reads them, only migrations write them (call it last)
    create procedure aegis.reference(target regclass) language plpgsql set search_path = '' as $$
      begin
        execute format('alter table %s enable row level security', target);
        execute format('alter table %s force row level security', target);
        execute format('create policy reference_data on %s for select using (true)', target);
        execute format('grant select on %s to aegis_app', target);
      end $$;

    create table aegis.roles (
      role text primary key check (role in ('owner', 'admin', 'operator', 'analyst', 'auditor')),
      rank integer not null
    );
    -- of two roles the one with the higher rank decides on the other
    create unique index roles_rank on aegis.roles (rank);
    insert into aegis.roles values ('owner', 5), ('admin', 4), ('operator', 3), ('analyst', 2), ('auditor', 1);
    call aegis.reference('aegis.roles');

    create table aegis.role_rights (
      role text not null references aegis.roles,
      "right" text not null check ("right" in ('read', 'run', 'change', 'manage', 'members', 'keys', 'plan', 'audit',
        'identity', 'export', 'delete')),
      primary key (role, "right")
    );
    insert into aegis.role_rights
      select 'owner', r from unnest(array['read', 'run', 'change', 'manage', 'members', 'keys', 'plan', 'audit',
        'identity', 'export', 'delete']) r
      union all select 'admin', r from unnest(array['read', 'run', 'change', 'manage', 'members', 'keys', 'plan', 'audit',
        'identity', 'export']) r
      union all select 'operator', r from unnest(array['read', 'run', 'change']) r
      union all select 'analyst', r from unnest(array['read', 'run']) r
      union all select 'auditor', r from unnest(array['read', 'audit']) r;
    call aegis.reference('aegis.role_rights');

    alter table aegis.memberships add foreign key (role) references aegis.roles;
  `.execute(db);
}
