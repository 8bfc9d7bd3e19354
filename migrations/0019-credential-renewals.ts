import { sql, type Kysely } from 'kysely';

/** One caller at a time renews a credential at its platform; no transaction stays open meanwhile. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.credentials
      -- who renews it, until when; without a name: nobody may before then, because of renewal_error
      add column renewing_by uuid,
      add column renewing_until timestamptz,
      add column renewal_error text;
    grant select (renewing_by, renewing_until, renewal_error), update (renewing_by, renewing_until, renewal_error)
      on aegis.credentials to aegis_app;

    -- what is stored anew ends a renewal of what was there before
    create function aegis.end_renewal() returns trigger language plpgsql set search_path = '' as $$
      begin
        new.renewing_by := null;
        new.renewing_until := null;
        new.renewal_error := null;
        return new;
      end $$;
    create trigger renewal before update of updated_at on aegis.credentials for each row execute function aegis.end_renewal();
  `.execute(db);
}
