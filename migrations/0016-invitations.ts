import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.invitations (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null,
      email text not null check (email = lower(email) and email = btrim(email) and email like '%_@_%'),
      role text not null references aegis.roles,
      token_hash bytea not null check (octet_length(token_hash) = 32),
      invited_by uuid not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      accepted_at timestamptz,
      withdrawn_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, invited_by) references aegis.memberships (tenant_id, user_id)
    );
    -- one open invitation per address
    create unique index invitations_open on aegis.invitations (tenant_id, email)
      where accepted_at is null and withdrawn_at is null;
    -- how many were sent lately
    create index invitations_age on aegis.invitations (tenant_id, created_at);
    call aegis.protect('aegis.invitations');
    call aegis.audited('aegis.invitations', 'id', 'token_hash');
    grant select, insert, update on aegis.invitations to aegis_app;
  `.execute(db);
}
