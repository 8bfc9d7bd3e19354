import { sql, type Kysely } from 'kysely';

/** Rotation finds the workspaces with an identity provider as it finds credentials: by a note, here under their own id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function aegis.note_provider() returns trigger language plpgsql security definer set search_path = '' as $$
      begin
        if tg_op = 'INSERT' then
          insert into aegis.due_work (tenant_id, kind, id, due_at)
          values (new.tenant_id, 'credential', new.tenant_id, 'infinity') on conflict do nothing;
        else
          delete from aegis.due_work
          where tenant_id = old.tenant_id and kind = 'credential' and id = old.tenant_id;
        end if;
        return null;
      end $$;
    create trigger note after insert or delete on aegis.identity_providers for each row execute function aegis.note_provider();

    -- those of before; row-level security binds the owner too
    alter table aegis.identity_providers no force row level security;
    alter table aegis.due_work no force row level security;
    insert into aegis.due_work (tenant_id, kind, id, due_at)
    select tenant_id, 'credential', tenant_id, 'infinity' from aegis.identity_providers on conflict do nothing;
    alter table aegis.identity_providers force row level security;
    alter table aegis.due_work force row level security;
  `.execute(db);
}
