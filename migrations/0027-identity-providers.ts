import { sql, type Kysely } from 'kysely';

/** Single sign-on by OpenID Connect: the provider of a workspace, the mail domains it speaks for, and whom it has named. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.identity_providers (
      tenant_id uuid primary key default aegis.require_tenant() references aegis.tenants,
      issuer text not null,
      client_id text not null,
      sealed bytea not null,
      key_version integer not null,
      default_role text not null check (default_role in ('admin', 'operator', 'analyst', 'auditor')),
      enabled boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    comment on column aegis.identity_providers.sealed is 'the client secret, by the vault key';
    -- what a rotation of the vault key has left to do
    create index identity_providers_key_version on aegis.identity_providers (tenant_id, key_version);
    call aegis.protect('aegis.identity_providers');
    call aegis.audited('aegis.identity_providers', 'tenant_id', 'sealed');
    grant select, insert, update, delete on aegis.identity_providers to aegis_app;

    create table aegis.identity_domains (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      domain text not null check (domain = lower(domain) and domain like '%_._%'),
      challenge text not null,
      created_at timestamptz not null default now(),
      verified_at timestamptz,
      primary key (tenant_id, domain)
    );
    -- a domain belongs to one workspace: the one that proved it; at sign-in it leads there
    create unique index identity_domains_verified on aegis.identity_domains (domain) where verified_at is not null;
    alter table aegis.identity_domains enable row level security;
    alter table aegis.identity_domains force row level security;
    -- somebody who signs in has no tenant yet: their domain says which
    create policy tenant_isolation on aegis.identity_domains
      using (tenant_id = (select aegis.current_tenant_id()) or (select aegis.current_tenant_id()) is null)
      with check (tenant_id = (select aegis.current_tenant_id()));
    call aegis.audited('aegis.identity_domains', 'domain');
    grant select, insert, update, delete on aegis.identity_domains to aegis_app;

    create table aegis.identities (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      issuer text not null,
      subject text not null,
      user_id uuid not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, issuer, subject),
      foreign key (tenant_id, user_id) references aegis.memberships (tenant_id, user_id)
    );
    call aegis.protect('aegis.identities');
    call aegis.audited('aegis.identities', 'issuer,subject');
    grant select, insert, update, delete on aegis.identities to aegis_app;
  `.execute(db);
}
