import { sql } from 'kysely';
import type { DailyInsight } from '../../connectors/types.ts';
import type { Platform } from '../../contracts/platforms.ts';
import type { TenantTransaction } from '../tenant.ts';

/** A span of an account's local days, both ends included. */
export interface DayRange {
  since: string;
  until: string;
}

/**
 * Makes an account's rows of these days equal to what the platform sent: new and different rows are written, rows it no
 * longer sends are deleted, equal ones are not touched. Days before `finalBefore` are final. Returns the rows changed.
 */
export async function replaceDays(
  tx: TenantTransaction,
  where: DayRange & { platform: Platform; accountId: string; finalBefore: string },
  insights: readonly DailyInsight[],
  now: Date,
): Promise<number> {
  const rows = JSON.stringify(
    insights.map((row) => ({
      campaign_id: row.campaignId,
      day: row.day,
      attribution: row.attribution,
      currency: row.currency,
      impressions: String(row.impressions),
      clicks: String(row.clicks),
      reach: String(row.reach),
      spend_micros: String(row.spendMicros),
      conversions_micros: row.conversionsMicros?.toString() ?? null,
      conversion_value_micros: row.conversionValueMicros?.toString() ?? null,
    })),
  );
  const written = await sql`
    insert into campaign_metrics as m (platform, campaign_id, day, attribution, account_id, currency, impressions, clicks,
      reach, spend_micros, conversions_micros, conversion_value_micros, is_final, synced_at)
    select ${where.platform}::text, campaign_id, day, attribution, ${where.accountId}::text, currency, impressions, clicks,
      reach, spend_micros, conversions_micros, conversion_value_micros, day < ${where.finalBefore}::date, ${now}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as r (campaign_id text, day date, attribution text, currency text,
        impressions bigint, clicks bigint, reach bigint, spend_micros bigint, conversions_micros bigint,
        conversion_value_micros bigint)
    on conflict (tenant_id, platform, campaign_id, day, attribution) do update set account_id = excluded.account_id,
      currency = excluded.currency, impressions = excluded.impressions, clicks = excluded.clicks,
      reach = excluded.reach, spend_micros = excluded.spend_micros, conversions_micros = excluded.conversions_micros,
      conversion_value_micros = excluded.conversion_value_micros, is_final = excluded.is_final,
      synced_at = excluded.synced_at
    where (m.account_id, m.currency, m.impressions, m.clicks, m.reach, m.spend_micros, m.conversions_micros,
        m.conversion_value_micros, m.is_final)
      is distinct from (excluded.account_id, excluded.currency, excluded.impressions, excluded.clicks, excluded.reach,
        excluded.spend_micros, excluded.conversions_micros, excluded.conversion_value_micros, excluded.is_final)
  `.execute(tx);
  const gone = await sql`
    delete from campaign_metrics m where platform = ${where.platform} and account_id = ${where.accountId}
      and day between ${where.since}::date and ${where.until}::date
      and not exists (select from jsonb_to_recordset(${rows}::jsonb) as r (campaign_id text, day date, attribution text)
        where (r.campaign_id, r.day, r.attribution) = (m.campaign_id, m.day, m.attribution))
  `.execute(tx);
  return Number(written.numAffectedRows ?? 0n) + Number(gone.numAffectedRows ?? 0n);
}
