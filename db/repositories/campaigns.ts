import { sql, type Selectable } from 'kysely';
import type { AdAccount, Campaign, CampaignStatus, DailyInsight } from '../../connectors/types.ts';
import type { Platform } from '../../contracts/platforms.ts';
import type { CampaignsTable } from '../schema/campaigns.ts';
import { notify } from '../notify.ts';
import type { TenantTransaction } from '../tenant.ts';
import type { DayRange } from './campaign-metrics.ts';

export type CampaignRow = Selectable<CampaignsTable>;

/**
 * Makes an account's campaigns those that the platform lists, as of `asOf`, when the list began to be read. Equal rows are
 * not touched, so their version stays, nor are those that a change read back since; a campaign that the list no longer has
 * becomes deleted. Returns the number of changed rows.
 */
export async function upsertCampaigns(
  tx: TenantTransaction,
  platform: Platform,
  account: AdAccount,
  campaigns: readonly Campaign[],
  asOf: Date,
): Promise<number> {
  const rows = toJson(campaigns);
  const written = await write(tx, platform, account, rows, asOf);
  const gone = await sql`
    update campaigns set status = 'deleted', synced_at = ${asOf}::timestamptz
    where platform = ${platform} and account_id = ${account.id} and not stub and status <> 'deleted'
      and synced_at <= ${asOf}::timestamptz
      and id not in (select id from jsonb_to_recordset(${rows}::jsonb) as r (id text))
  `.execute(tx);
  return written + Number(gone.numAffectedRows ?? 0n);
}

/** Stores what a change read back; a sync that began before leaves it. */
export async function storeReadBack(
  tx: TenantTransaction,
  { platform, id }: { platform: Platform; id: string },
  seen: { dailyBudgetMicros: string | null; status: CampaignStatus },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('campaigns')
    .set({
      daily_budget_micros: seen.dailyBudgetMicros === null ? null : BigInt(seen.dailyBudgetMicros),
      status: seen.status,
      synced_at: now,
    })
    .where('platform', '=', platform)
    .where('id', '=', id)
    .execute();
  await notify(tx, 'campaign', id);
}

/** Rows for campaigns that are known only from their metrics. Returns how many were new. */
export async function insertStubs(
  tx: TenantTransaction,
  platform: Platform,
  account: AdAccount,
  insights: readonly DailyInsight[],
  now: Date,
): Promise<number> {
  const stubs = new Map(insights.map((row) => [row.campaignId, row.campaignName]));
  const rows = JSON.stringify([...stubs].map(([id, name]) => ({ id, name })));
  const result = await sql`
    insert into campaigns (platform, id, account_id, name, status, currency, stub, synced_at)
    select ${platform}::text, id, ${account.id}::text, name, 'unknown', ${account.currency}::text, true, ${now}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as r (id text, name text)
    on conflict (tenant_id, platform, id) do nothing
  `.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

export function findCampaign(
  tx: TenantTransaction,
  platform: Platform,
  id: string,
): Promise<CampaignRow | undefined> {
  return tx
    .selectFrom('campaigns')
    .selectAll()
    .where('platform', '=', platform)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

export interface CampaignFilter {
  id?: string;
  platform?: Platform;
  status?: CampaignStatus;
  /** Part of the name, in any case. */
  search?: string;
}

/** Sums of a span of days; null where no day had such a metric. */
export interface Sums {
  impressions: bigint;
  clicks: bigint;
  spend_micros: bigint;
  conversions_micros: bigint | null;
  conversion_value_micros: bigint | null;
}

export interface CampaignListRow extends CampaignRow {
  account_name: string;
  connection_id: string;
  environment: 'live' | 'sandbox';
  /** Last successful sync of the account's metrics. */
  account_synced_at: Date | null;
  spent_today_micros: bigint;
  /** 0–1, by the account's clock. */
  day_share: number;
  totals: Sums;
  before: Sums;
  pending: { id: string; state: string; to: Record<string, unknown>; agent_key: string | null } | null;
}

/**
 * Campaigns with the sums of two spans, by spend in the first, most first; one query. `after` is the last row of the
 * page before.
 */
export async function listCampaigns(
  tx: TenantTransaction,
  filter: CampaignFilter,
  spans: { period: DayRange; before: DayRange },
  page: { limit: number; after?: { spendMicros: bigint; platform: Platform; id: string } },
  now: Date,
): Promise<CampaignListRow[]> {
  const { after } = page;
  const { rows } = await sql<ListedRow>`
    select * from (
      select c.*, a.name as account_name, a.connection_id, n.environment, s.last_success_at as account_synced_at,
        extract(epoch from (${now}::timestamptz at time zone a.time_zone)::time)::float8 / 86400 as day_share,
        coalesce(today.spend_micros, 0) as spent_today_micros,
        t.impressions as t_impressions, t.clicks as t_clicks, t.spend_micros as t_spend_micros,
        t.conversions_micros as t_conversions_micros, t.conversion_value_micros as t_conversion_value_micros,
        b.impressions as b_impressions, b.clicks as b_clicks, b.spend_micros as b_spend_micros,
        b.conversions_micros as b_conversions_micros, b.conversion_value_micros as b_conversion_value_micros,
        p.pending
      from campaigns c
      join ad_accounts a on a.platform = c.platform and a.id = c.account_id and a.deleted_at is null
      join connections n on n.id = a.connection_id and n.deleted_at is null
      left join sync_streams s on s.connection_id = n.id and s.account_id = a.id and s.stream = 'insights'
      cross join lateral (${sums(spans.period)}) t
      cross join lateral (${sums(spans.before)}) b
      left join lateral (select sum(m.spend_micros)::bigint as spend_micros from campaign_metrics m
        where m.platform = c.platform and m.campaign_id = c.id
          and m.day = (${now}::timestamptz at time zone a.time_zone)::date) today on true
      left join lateral (select jsonb_build_object('id', id, 'state', state, 'to', "to", 'agent_key', agent_key) as pending
        from proposals where platform = c.platform and campaign_id = c.id
          and state in ('proposed', 'approved', 'applying', 'applied') order by created_at desc limit 1) p on true
      where ${matches(filter)}
    ) listed
    where ${after ? sql`(t_spend_micros, platform, id) < (${after.spendMicros}::bigint, ${after.platform}, ${after.id})` : sql`true`}
    order by t_spend_micros desc, platform desc, id desc limit ${page.limit}
  `.execute(tx);
  return rows.map(toListRow);
}

/** Sums of all campaigns that match, by currency: money of different currencies is never added. */
export async function sumCampaigns(
  tx: TenantTransaction,
  filter: CampaignFilter,
  period: DayRange,
): Promise<(Sums & { currency: string })[]> {
  const { rows } = await sql<Sums & { currency: string }>`
    select m.currency, ${sumColumns} from campaign_metrics m
    join campaigns c on c.platform = m.platform and c.id = m.campaign_id
    join ad_accounts a on a.platform = c.platform and a.id = c.account_id and a.deleted_at is null
    where m.day between ${period.since}::date and ${period.until}::date and ${matches(filter)}
    group by m.currency order by m.currency
  `.execute(tx);
  return rows;
}

const sumColumns = sql`coalesce(sum(m.impressions), 0)::bigint as impressions, coalesce(sum(m.clicks), 0)::bigint as clicks,
  coalesce(sum(m.spend_micros), 0)::bigint as spend_micros, sum(m.conversions_micros)::bigint as conversions_micros,
  sum(m.conversion_value_micros)::bigint as conversion_value_micros`;

const sums = ({ since, until }: DayRange) => sql`select ${sumColumns} from campaign_metrics m
  where m.platform = c.platform and m.campaign_id = c.id and m.day between ${since}::date and ${until}::date`;

function matches(filter: CampaignFilter) {
  const parts = [sql`c.deleted_at is null`];
  if (filter.id !== undefined) parts.push(sql`c.id = ${filter.id}`);
  if (filter.platform !== undefined) parts.push(sql`c.platform = ${filter.platform}`);
  if (filter.status !== undefined) parts.push(sql`c.status = ${filter.status}`);
  if (filter.search !== undefined)
    parts.push(sql`position(lower(${filter.search}::text) in lower(c.name)) > 0`);
  return sql.join(parts, sql` and `);
}

type ListedRow = Omit<CampaignListRow, 'totals' | 'before'> & Record<string, unknown>;

function toListRow(row: ListedRow): CampaignListRow {
  const part = (prefix: string): Sums => ({
    impressions: row[`${prefix}_impressions`] as bigint,
    clicks: row[`${prefix}_clicks`] as bigint,
    spend_micros: row[`${prefix}_spend_micros`] as bigint,
    conversions_micros: row[`${prefix}_conversions_micros`] as bigint | null,
    conversion_value_micros: row[`${prefix}_conversion_value_micros`] as bigint | null,
  });
  return { ...row, totals: part('t'), before: part('b') };
}

function toJson(campaigns: readonly Campaign[]): string {
  return JSON.stringify(
    campaigns.map((c) => ({
      id: c.id,
      name: c.name,
      objective: c.objective,
      status: c.status,
      effective_status: c.effectiveStatus,
      daily_budget_micros: c.dailyBudgetMicros?.toString() ?? null,
      lifetime_budget_micros: c.lifetimeBudgetMicros?.toString() ?? null,
      starts_at: c.startsAt,
      stops_at: c.stopsAt,
      platform_updated_at: c.updatedAt,
    })),
  );
}

async function write(
  tx: TenantTransaction,
  platform: Platform,
  account: AdAccount,
  rows: string,
  asOf: Date,
): Promise<number> {
  const result = await sql`
    insert into campaigns as c (platform, id, account_id, name, objective, status, effective_status,
      daily_budget_micros, lifetime_budget_micros, currency, starts_at, stops_at, stub, platform_updated_at, synced_at)
    select ${platform}::text, id, ${account.id}::text, name, objective, status, effective_status,
      daily_budget_micros, lifetime_budget_micros, ${account.currency}::text, starts_at, stops_at, false, platform_updated_at, ${asOf}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as r (id text, name text, objective text, status text,
        effective_status text, daily_budget_micros bigint, lifetime_budget_micros bigint, starts_at timestamptz,
        stops_at timestamptz, platform_updated_at timestamptz)
    on conflict (tenant_id, platform, id) do update set account_id = excluded.account_id, name = excluded.name,
      objective = excluded.objective, status = excluded.status, effective_status = excluded.effective_status,
      daily_budget_micros = excluded.daily_budget_micros, lifetime_budget_micros = excluded.lifetime_budget_micros,
      currency = excluded.currency, starts_at = excluded.starts_at, stops_at = excluded.stops_at, stub = false,
      platform_updated_at = excluded.platform_updated_at, synced_at = excluded.synced_at, deleted_at = null
    where c.synced_at <= excluded.synced_at and (c.account_id, c.name, c.objective, c.status, c.effective_status, c.daily_budget_micros,
        c.lifetime_budget_micros, c.currency, c.starts_at, c.stops_at, c.stub, c.platform_updated_at, c.deleted_at)
      is distinct from (excluded.account_id, excluded.name, excluded.objective, excluded.status,
        excluded.effective_status, excluded.daily_budget_micros, excluded.lifetime_budget_micros, excluded.currency,
        excluded.starts_at, excluded.stops_at, false, excluded.platform_updated_at, null::timestamptz)
  `.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}
