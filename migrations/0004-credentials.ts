import { sql, type Kysely } from 'kysely';

/**
 * The vault's outer layer. The application seals with AES-256-GCM (db/vault.ts) and confidentiality rests on that;
 * here pgcrypto wraps it with a key that only aegis_vault can read, and every access is written to the audit log.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.credentials (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null,
      connection_id uuid not null,
      sealed bytea not null,
      key_version integer not null,
      outer_key_version integer not null,
      expires_at timestamptz,
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, connection_id),
      foreign key (tenant_id, connection_id) references aegis.connections (tenant_id, id) on delete cascade
    );
    -- what rotation has left to do
    create index credentials_key_version on aegis.credentials (tenant_id, key_version);
    call aegis.protect('aegis.credentials');
    call aegis.audited('aegis.credentials', 'id', 'sealed');
    grant select (tenant_id, id, connection_id, key_version, outer_key_version, expires_at, updated_at), delete
      on aegis.credentials to aegis_app;
    grant select, insert, update on aegis.credentials to aegis_vault;
    grant execute on function aegis.write_audit to aegis_vault;

    -- aegis_owner gives these to aegis_vault and takes no part of them back
    grant create on schema aegis to aegis_vault;
    set local role aegis_vault;

    create table aegis.vault_keys (version integer primary key, key bytea not null);
    alter table aegis.vault_keys enable row level security;
    alter table aegis.vault_keys force row level security;
    create policy vault_only on aegis.vault_keys to aegis_vault using ((select current_user) = 'aegis_vault');
    insert into aegis.vault_keys values (1, crypto.gen_random_bytes(32));

    -- false when the connection already has a credential of another id (the caller reads it and seals again)
    create function aegis.vault_put(credential uuid, connection uuid, inner_sealed bytea, inner_version integer, expiry timestamptz)
      returns boolean language plpgsql security definer set search_path = '' as $$
      declare outer_key aegis.vault_keys;
      begin
        select * into strict outer_key from aegis.vault_keys order by version desc limit 1;
        insert into aegis.credentials as c (id, connection_id, sealed, key_version, outer_key_version, expires_at)
        values (credential, connection,
          crypto.pgp_sym_encrypt_bytea(inner_sealed, encode(outer_key.key, 'base64'), 's2k-mode=1, cipher-algo=aes256'),
          inner_version, outer_key.version, expiry)
        on conflict (tenant_id, connection_id) do update set sealed = excluded.sealed,
          key_version = excluded.key_version, outer_key_version = excluded.outer_key_version,
          expires_at = excluded.expires_at, updated_at = now()
          where c.id = excluded.id;
        return found;
      end $$;

    create function aegis.vault_get(connection uuid)
      returns table (id uuid, inner_sealed bytea, key_version integer, expires_at timestamptz)
      language plpgsql security definer set search_path = '' as $$
      begin
        for id, inner_sealed, key_version, expires_at in
          select c.id, crypto.pgp_sym_decrypt_bytea(c.sealed, encode(k.key, 'base64')), c.key_version, c.expires_at
            from aegis.credentials c join aegis.vault_keys k on k.version = c.outer_key_version
            where c.connection_id = connection
        loop
          perform aegis.write_audit(aegis.require_tenant(), 'credentials', id::text, 'read', null, null);
          return next;
        end loop;
      end $$;

    revoke execute on function aegis.vault_put, aegis.vault_get from public;
    grant execute on function aegis.vault_put, aegis.vault_get to aegis_app;

    set local role aegis_owner;
    revoke create on schema aegis from aegis_vault;
  `.execute(db);
}
