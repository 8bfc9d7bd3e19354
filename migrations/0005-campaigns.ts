import { sql, type Kysely } from 'kysely';

/** One query serves all platforms, yet each has its tables. A new platform adds its partitions and protects them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table aegis.ad_accounts (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      platform text not null,
      id text not null,
      connection_id uuid not null,
      name text not null,
      currency text not null check (currency ~ '^[A-Z]{3}$'),
      time_zone text not null,
      status text not null check (status in ('active', 'disabled')),
      selected boolean not null default true,
      version integer not null default 1,
      synced_at timestamptz not null default now(),
      deleted_at timestamptz,
      primary key (tenant_id, platform, id),
      foreign key (tenant_id, connection_id) references aegis.connections (tenant_id, id) on delete cascade
    ) partition by list (platform);
    create table aegis.meta_ad_accounts partition of aegis.ad_accounts for values in ('meta');
    create table aegis.tiktok_advertisers partition of aegis.ad_accounts for values in ('tiktok');
    create table aegis.google_customers partition of aegis.ad_accounts for values in ('google');
    create table aegis.pinterest_ad_accounts partition of aegis.ad_accounts for values in ('pinterest');
    -- the accounts of one connection
    create index ad_accounts_connection on aegis.ad_accounts (tenant_id, connection_id);
    call aegis.protect('aegis.ad_accounts');
    call aegis.audited('aegis.ad_accounts', 'platform,id', 'synced_at,version');
    call aegis.versioned('aegis.ad_accounts', 'synced_at');
    grant select, insert, update on aegis.ad_accounts to aegis_app;

    create table aegis.campaigns (
      tenant_id uuid not null default aegis.require_tenant(),
      platform text not null,
      id text not null,
      account_id text not null,
      name text not null,
      objective text not null default '',
      status text not null check (status in ('active', 'paused', 'archived', 'deleted', 'unknown')),
      effective_status text not null default '',
      daily_budget_micros bigint check (daily_budget_micros >= 0),
      lifetime_budget_micros bigint check (lifetime_budget_micros >= 0),
      currency text not null check (currency ~ '^[A-Z]{3}$'),
      starts_at timestamptz,
      stops_at timestamptz,
      stub boolean not null default false,
      version integer not null default 1,
      platform_updated_at timestamptz,
      synced_at timestamptz not null default now(),
      deleted_at timestamptz,
      primary key (tenant_id, platform, id),
      foreign key (tenant_id, platform, account_id) references aegis.ad_accounts (tenant_id, platform, id) on delete cascade
    ) partition by list (platform);
    create table aegis.meta_campaigns partition of aegis.campaigns for values in ('meta');
    create table aegis.tiktok_campaigns partition of aegis.campaigns for values in ('tiktok');
    create table aegis.google_campaigns partition of aegis.campaigns for values in ('google');
    create table aegis.pinterest_campaigns partition of aegis.campaigns for values in ('pinterest');
    -- the campaigns of one account, in the order of its list
    create index campaigns_account on aegis.campaigns (tenant_id, platform, account_id, name);
    call aegis.protect('aegis.campaigns');
    call aegis.audited('aegis.campaigns', 'platform,id', 'synced_at,platform_updated_at,version');
    call aegis.versioned('aegis.campaigns', 'synced_at,platform_updated_at');
    grant select, insert, update on aegis.campaigns to aegis_app;

    -- not audited row by row: each day is re-read for 28 days, and the sync that wrote it is recorded
    create table aegis.campaign_metrics (
      tenant_id uuid not null default aegis.require_tenant(),
      platform text not null,
      campaign_id text not null,
      day date not null,
      attribution text not null,
      account_id text not null,
      currency text not null check (currency ~ '^[A-Z]{3}$'),
      impressions bigint not null check (impressions >= 0),
      clicks bigint not null check (clicks >= 0),
      reach bigint not null check (reach >= 0),
      spend_micros bigint not null,
      conversions_micros bigint,
      conversion_value_micros bigint,
      is_final boolean not null default false,
      synced_at timestamptz not null default now(),
      primary key (tenant_id, platform, campaign_id, day, attribution),
      foreign key (tenant_id, platform, campaign_id) references aegis.campaigns (tenant_id, platform, id) on delete cascade
    ) partition by list (platform);
    create table aegis.meta_campaign_metrics partition of aegis.campaign_metrics for values in ('meta');
    create table aegis.tiktok_campaign_metrics partition of aegis.campaign_metrics for values in ('tiktok');
    create table aegis.google_campaign_metrics partition of aegis.campaign_metrics for values in ('google');
    create table aegis.pinterest_campaign_metrics partition of aegis.campaign_metrics for values in ('pinterest');
    -- sums of an account or a whole tenant over a range of days
    create index campaign_metrics_day on aegis.campaign_metrics (tenant_id, platform, account_id, day);
    call aegis.protect('aegis.campaign_metrics');
    grant select, insert, update, delete on aegis.campaign_metrics to aegis_app;
  `.execute(db);
}
