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
      domain text not null check (domain = lower(domain)),
      challenge text not null,
      created_at timestamptz not null default now(),
      verified_at timestamptz,
      primary key (tenant_id, domain)
    );
    call aegis.protect('aegis.identity_domains');
    call aegis.audited('aegis.identity_domains', 'domain');
    grant select, insert, update, delete on aegis.identity_domains to aegis_app;

    -- the domains that are proved, each in one workspace: somebody who signs in has no tenant yet, and their domain says which
    create table aegis.sso_domains (
      domain text primary key,
      tenant_id uuid not null references aegis.tenants
    );
    -- a workspace's own
    create index sso_domains_tenant on aegis.sso_domains (tenant_id);
    alter table aegis.sso_domains enable row level security;
    alter table aegis.sso_domains force row level security;
    create policy tenant_isolation on aegis.sso_domains
      using ((select aegis.current_tenant_id()) is null or tenant_id = (select aegis.current_tenant_id()))
      with check ((select aegis.current_tenant_id()) is null or tenant_id = (select aegis.current_tenant_id()));
    grant select, insert, delete on aegis.sso_domains to aegis_app;

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
