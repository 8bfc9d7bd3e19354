import { sql, type Kysely } from 'kysely';

/**
 * Who came in or was refused, how and from where, in the audit log of the workspace: the application may add these entries
 * and no others.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function aegis.log_sign_in(subject text, refused boolean, facts jsonb) returns void
      language plpgsql security definer set search_path = '' as $$
      begin
        if subject is null or length(subject) > 300 or facts is null or octet_length(facts::text) > 4096 then
          raise exception 'not an entry about signing in' using errcode = 'check_violation';
        end if;
        perform aegis.write_audit(aegis.require_tenant(),
          case when refused then 'refused_sign_ins' else 'sign_ins' end, subject, 'insert', null, facts);
      end $$;
    grant execute on function aegis.log_sign_in to aegis_app;
  `.execute(db);
}
