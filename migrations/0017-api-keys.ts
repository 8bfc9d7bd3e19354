import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.api_keys (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null,
      name text not null,
      scopes text[] not null check (scopes <@ array['read', 'run', 'change', 'manage', 'audit'] and scopes <> '{}'),
      hint text not null,
      token_hash bytea not null check (octet_length(token_hash) = 32),
      created_by uuid not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      last_used_at timestamptz,
      last_used_ip text,
      revoked_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, created_by) references aegis.memberships (tenant_id, user_id)
    );
    comment on column aegis.api_keys.hint is 'the last four characters, to tell keys apart';
    call aegis.protect('aegis.api_keys');
    call aegis.audited('aegis.api_keys', 'id', 'token_hash,last_used_at,last_used_ip');
    grant select, insert, update on aegis.api_keys to aegis_app;
  `.execute(db);
}
