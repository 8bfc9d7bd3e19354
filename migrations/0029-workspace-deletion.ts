import { sql, type Kysely } from 'kysely';

/**
 * A deleted workspace lets its people in until it is purged, so that an owner can restore it, but allows them nothing else. Who
 * is signed in is found before a tenant is known, so the deletion stands at the memberships too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.memberships add column suspended_at timestamptz;
    comment on column aegis.memberships.suspended_at is 'tenants.deleted_at, carried here by triggers';
    drop trigger audit on aegis.memberships;
    call aegis.audited('aegis.memberships', 'user_id', 'suspended_at');

    -- workspaces that were deleted before; FORCE would hide them from the owner who migrates, and nothing is told twice
    alter table aegis.memberships no force row level security;
    alter table aegis.tenants no force row level security;
    update aegis.memberships m set suspended_at = t.deleted_at from aegis.tenants t
      where t.id = m.tenant_id and t.deleted_at is not null;
    alter table aegis.tenants force row level security;
    alter table aegis.memberships force row level security;

    create function aegis.carry_deletion() returns trigger language plpgsql set search_path = '' as $$
      begin
        update aegis.memberships set suspended_at = new.deleted_at where tenant_id = new.id;
        return null;
      end $$;
    create trigger carry_deletion after update of deleted_at on aegis.tenants
      for each row execute function aegis.carry_deletion();

    -- for share: a workspace that is being deleted is waited for
    create function aegis.join_suspended() returns trigger language plpgsql set search_path = '' as $$
      begin
        select deleted_at into new.suspended_at from aegis.tenants where id = new.tenant_id for share;
        return new;
      end $$;
    create trigger join_suspended before insert on aegis.memberships
      for each row execute function aegis.join_suspended();
  `.execute(db);
}
