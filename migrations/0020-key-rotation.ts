import { sql, type Kysely } from 'kysely';

/** What `aegis rotate-keys` needs: a note for every credential, outer keys that are made anew, and sealing again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.due_work drop constraint due_work_kind_check;
    alter table aegis.due_work add constraint due_work_kind_check
      check (kind in ('task', 'sync', 'change', 'connection', 'email', 'credential'));

    -- rotation finds the credentials of all tenants by their notes: nobody reads rows of two tenants for it
    create function aegis.note_credential() returns trigger language plpgsql security definer set search_path = '' as $$
      begin
        if tg_op = 'INSERT' then
          insert into aegis.due_work (tenant_id, kind, id, due_at)
          values (new.tenant_id, 'credential', new.connection_id, 'infinity') on conflict do nothing;
        else
          delete from aegis.due_work
          where tenant_id = old.tenant_id and kind = 'credential' and id = old.connection_id;
        end if;
        return null;
      end $$;
    create trigger note after insert or delete on aegis.credentials for each row execute function aegis.note_credential();

    -- those of before; row-level security binds the owner too
    alter table aegis.credentials no force row level security;
    alter table aegis.due_work no force row level security;
    insert into aegis.due_work (tenant_id, kind, id, due_at)
    select tenant_id, 'credential', connection_id, 'infinity' from aegis.credentials on conflict do nothing;
    alter table aegis.credentials force row level security;
    alter table aegis.due_work force row level security;

    grant create on schema aegis to aegis_vault;
    set local role aegis_vault;

    -- the rotation that made the key: one that is repeated finds it again
    alter table aegis.vault_keys add column rotation text unique;

    create function aegis.vault_new_key(for_rotation text) returns integer
      language plpgsql security definer set search_path = '' as $$
      declare made integer;
      begin
        lock table aegis.vault_keys in share row exclusive mode;
        insert into aegis.vault_keys (version, key, rotation)
        select max(version) + 1, crypto.gen_random_bytes(32), for_rotation from aegis.vault_keys
        on conflict (rotation) do nothing;
        select version into strict made from aegis.vault_keys where rotation = for_rotation;
        return made;
      end $$;

    -- of these connections, what is not sealed with both versions; held until the transaction ends. Without
    -- inner_sealed: the outer layer does not open.
    create function aegis.vault_stale(connections uuid[], inner_version integer, outer_version integer)
      returns table (id uuid, connection_id uuid, inner_sealed bytea)
      language plpgsql security definer set search_path = '' as $$
      declare
        stale aegis.credentials;
        outer_key bytea;
      begin
        for stale in
          select * from aegis.credentials c
            where c.connection_id = any (connections)
              and (c.key_version <> inner_version or c.outer_key_version < outer_version)
            order by c.id for update
        loop
          id := stale.id;
          connection_id := stale.connection_id;
          begin
            select k.key into strict outer_key from aegis.vault_keys k where k.version = stale.outer_key_version;
            inner_sealed := crypto.pgp_sym_decrypt_bytea(stale.sealed, encode(outer_key, 'base64'));
          exception when external_routine_invocation_exception or no_data_found then
            inner_sealed := null;
          end;
          return next;
        end loop;
      end $$;

    -- seals again what vault_stale gave, under the newest outer key; it is the same credential, so updated_at stays
    create function aegis.vault_rewrap(credentials uuid[], inner_sealed bytea[], inner_version integer)
      returns integer language plpgsql security definer set search_path = '' as $$
      declare
        outer_key aegis.vault_keys;
        changed integer;
      begin
        select * into strict outer_key from aegis.vault_keys order by version desc limit 1;
        update aegis.credentials c set
            sealed = crypto.pgp_sym_encrypt_bytea(given.sealed, encode(outer_key.key, 'base64'), 's2k-mode=1, cipher-algo=aes256'),
            key_version = inner_version, outer_key_version = outer_key.version
          from unnest(credentials, inner_sealed) as given (id, sealed) where c.id = given.id;
        get diagnostics changed = row_count;
        return changed;
      end $$;

    revoke execute on function aegis.vault_new_key, aegis.vault_stale, aegis.vault_rewrap from public;
    grant execute on function aegis.vault_new_key, aegis.vault_stale, aegis.vault_rewrap to aegis_app;

    set local role aegis_owner;
    revoke create on schema aegis from aegis_vault;
  `.execute(db);
}
