import { sql } from 'kysely';
import type { TenantTransaction } from '../tenant.ts';
import type { DayRange } from './campaign-metrics.ts';
import type { Sums } from './campaigns.ts';

export interface DayRow extends Sums {
  day: string;
  currency: string;
  is_final: boolean;
}

export interface MetricFilter {
  platform?: string;
  campaignId?: string;
}

/** Sums of each day and currency in a span; days without a row are left out. One query. */
export async function sumDays(
  tx: TenantTransaction,
  span: DayRange,
  filter: MetricFilter = {},
): Promise<DayRow[]> {
  const { rows } = await sql<DayRow>`
    select m.day, m.currency, bool_and(m.is_final) as is_final,
      sum(m.impressions)::bigint as impressions, sum(m.clicks)::bigint as clicks,
      sum(m.spend_micros)::bigint as spend_micros, sum(m.conversions_micros)::bigint as conversions_micros,
      sum(m.conversion_value_micros)::bigint as conversion_value_micros
    from campaign_metrics m
    where m.day between ${span.since}::date and ${span.until}::date
      and (${filter.platform ?? null}::text is null or m.platform = ${filter.platform ?? null})
      and (${filter.campaignId ?? null}::text is null or m.campaign_id = ${filter.campaignId ?? null})
    group by m.day, m.currency order by m.day`.execute(tx);
  return rows;
}

/**
 * The last day that is over in every selected ad account, by each one's own clock; without an account, by the workspace's.
 */
export async function lastWholeDay(
  tx: TenantTransaction,
  now: Date,
  { platform, accountId }: { platform?: string; accountId?: string } = {},
): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select coalesce((select min((${now}::timestamptz at time zone a.time_zone)::date) from ad_accounts a
        where a.deleted_at is null and a.selected and (${platform ?? null}::text is null or a.platform = ${platform ?? null})
          and (${accountId ?? null}::text is null or a.id = ${accountId ?? null})),
      (${now}::timestamptz at time zone t.time_zone)::date) - 1 as day from tenants t`.execute(tx);
  return rows[0]!.day;
}

/** When the metrics shown were last read in full; null: never. */
export async function metricsSyncedAt(tx: TenantTransaction): Promise<Date | null> {
  const row = await tx
    .selectFrom('sync_streams')
    .select((e) => e.fn.min('last_success_at').as('at'))
    .where('stream', '=', 'insights')
    .where('last_success_at', 'is not', null)
    .executeTakeFirst();
  return row?.at ?? null;
}

export interface ChangeRow {
  id: string;
  platform: string;
  name: string;
  currency: string;
  spend: bigint;
  value: bigint | null;
  spend_before: bigint;
  value_before: bigint | null;
}

/** Spend and claimed revenue of each campaign in two spans. */
export async function campaignChanges(
  tx: TenantTransaction,
  period: DayRange,
  before: DayRange,
): Promise<ChangeRow[]> {
  const now = sql`m.day between ${period.since}::date and ${period.until}::date`;
  const then = sql`m.day between ${before.since}::date and ${before.until}::date`;
  const { rows } = await sql<ChangeRow>`
    select c.id, c.platform, c.name, m.currency,
      coalesce(sum(m.spend_micros) filter (where ${now}), 0)::bigint as spend,
      (sum(m.conversion_value_micros) filter (where ${now}))::bigint as value,
      coalesce(sum(m.spend_micros) filter (where ${then}), 0)::bigint as spend_before,
      (sum(m.conversion_value_micros) filter (where ${then}))::bigint as value_before
    from campaign_metrics m join campaigns c on c.platform = m.platform and c.id = m.campaign_id
    where ${now} or ${then}
    group by c.id, c.platform, c.name, m.currency`.execute(tx);
  return rows;
}

export interface TaskDay {
  day: string;
  completed: number;
  canceled: number;
  failed: number;
  deadLetter: number;
}

/** Ended tasks of each day in the workspace's zone, since `since`. */
export async function endedTasks(tx: TenantTransaction, since: Date, timeZone: string): Promise<TaskDay[]> {
  const { rows } = await sql<
    Record<'completed' | 'canceled' | 'failed' | 'dead_letter', bigint> & { day: string }
  >`
    select (finished_at at time zone ${timeZone}::text)::date as day,
      count(*) filter (where state = 'completed') as completed, count(*) filter (where state = 'canceled') as canceled,
      count(*) filter (where state = 'failed') as failed, count(*) filter (where state = 'dead_letter') as dead_letter
    from tasks where finished_at >= ${since} group by 1 order by 1`.execute(tx);
  return rows.map((row) => ({
    day: row.day,
    completed: Number(row.completed),
    canceled: Number(row.canceled),
    failed: Number(row.failed),
    deadLetter: Number(row.dead_letter),
  }));
}

/** Tasks that are open now, newest last. */
export function openTasks(tx: TenantTransaction) {
  return tx
    .selectFrom('tasks')
    .select(['id', 'agent_key', 'capability', 'state'])
    .where('state', 'in', ['pending', 'running', 'retrying'])
    .orderBy('created_at')
    .execute();
}

/** No newer run of the same job for the same ad account has completed since task `t` ended. */
const notSettled = sql<boolean>`not exists (select from tasks later where later.agent_key = t.agent_key
  and later.capability = t.capability and later.input ->> 'platform' is not distinct from t.input ->> 'platform'
  and later.input ->> 'accountId' is not distinct from t.input ->> 'accountId'
  and later.number > t.number and later.state = 'completed' and later.finished_at >= t.finished_at)`;

/** Tasks that used up their tries and wait for a person, newest first; not those that a newer run has settled. */
export function openDeadLetters(tx: TenantTransaction) {
  return tx
    .selectFrom('dead_letters as d')
    .innerJoin('tasks as t', 't.id', 'd.task_id')
    .select(['d.task_id', 'd.created_at', 't.agent_key', 't.number', 't.error_code'])
    .where('d.replayed_at', 'is', null)
    .where(notSettled)
    .orderBy('d.created_at', 'desc')
    .limit(20)
    .execute();
}

/** Agreed changes that were not made as agreed since an instant, newest first; not those that a later change of the campaign has settled. */
export function unmadeChanges(tx: TenantTransaction, since: Date) {
  return tx
    .selectFrom('proposals as p')
    .innerJoin('campaigns as c', (join) =>
      join.onRef('c.platform', '=', 'p.platform').onRef('c.id', '=', 'p.campaign_id'),
    )
    .select(['p.id', 'p.state', 'p.decided_at', 'p.error', 'c.name'])
    .where('p.state', 'in', ['failed', 'conflict'])
    .where('p.decided_at', '>=', since)
    .where('c.deleted_at', 'is', null)
    .where(
      sql<boolean>`not exists (select from proposals later where later.platform = p.platform
        and later.campaign_id = p.campaign_id and later.decided_at > p.decided_at and later.state = 'read_back')`,
    )
    .orderBy('p.decided_at', 'desc')
    .limit(20)
    .execute();
}

/** Tasks that failed since an instant and were not retried, newest first; not those that a newer run has settled. */
export function failedTasks(tx: TenantTransaction, since: Date) {
  return tx
    .selectFrom('tasks as t')
    .select(['t.id', 't.agent_key', 't.number', 't.error_code', 't.finished_at'])
    .where('t.state', '=', 'failed')
    .where('t.finished_at', '>=', since)
    .where(notSettled)
    .orderBy('t.finished_at', 'desc')
    .limit(20)
    .execute();
}
