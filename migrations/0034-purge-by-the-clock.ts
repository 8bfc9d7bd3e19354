import { sql, type Kysely } from 'kysely';

/**
 * A purge takes the audit log of a workspace along, and the application is what the log watches: so the time that has to pass
 * first is the database's, and a deletion cannot be dated back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter function aegis.purge_tenant(integer, timestamptz) rename to purge_tenant_at;
    revoke execute on function aegis.purge_tenant_at from aegis_app;
    create function aegis.purge_tenant(most integer) returns boolean
      language sql security definer set search_path = '' as $$ select aegis.purge_tenant_at(most, now()) $$;
    revoke execute on function aegis.purge_tenant from public;
    grant execute on function aegis.purge_tenant to aegis_app;

    -- clocks of application and database may differ by a little
    create function aegis.deletion_is_new() returns trigger language plpgsql set search_path = '' as $$
      begin
        if new.deleted_at < now() - interval '1 day' and new.deleted_at is distinct from old.deleted_at then
          raise exception 'a deletion cannot be dated back' using errcode = 'check_violation';
        end if;
        return new;
      end $$;
    create trigger deletion_is_new before update of deleted_at on aegis.tenants
      for each row execute function aegis.deletion_is_new();
  `.execute(db);
}
