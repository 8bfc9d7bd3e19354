import type { Reader } from '../agents/types.ts';
import type { Platform } from '../contracts/platforms.ts';
import { calibrationOf } from '../db/repositories/agent-instances.ts';
import { recentDecisions } from '../db/repositories/proposals.ts';
import type { TenantTransaction } from '../db/tenant.ts';

/** What an agent may read, bound to one tenant's transaction. */
export function readerOf(tx: TenantTransaction): Reader {
  return {
    account: async (platform, accountId) => {
      const row = await tx
        .selectFrom('ad_accounts')
        .selectAll()
        .where('platform', '=', platform as Platform)
        .where('id', '=', accountId)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      if (!row) return null;
      return {
        platform: row.platform,
        connectionId: row.connection_id,
        id: row.id,
        name: row.name,
        currency: row.currency,
        timeZone: row.time_zone,
        syncedAt: row.synced_at.toISOString(),
      };
    },
    campaigns: async (platform, accountId) => {
      const rows = await tx
        .selectFrom('campaigns')
        .selectAll()
        .where('platform', '=', platform as Platform)
        .where('account_id', '=', accountId)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        status: row.status,
        version: row.version,
        dailyBudgetMicros: text(row.daily_budget_micros),
        lifetimeBudgetMicros: text(row.lifetime_budget_micros),
        startsAt: row.starts_at?.toISOString() ?? null,
        stopsAt: row.stops_at?.toISOString() ?? null,
      }));
    },
    campaignDays: async (platform, accountId, range) => {
      const rows = await tx
        .selectFrom('campaign_metrics')
        .select(['campaign_id', 'day', 'attribution', 'impressions', 'clicks', 'spend_micros'])
        .select(['conversions_micros', 'conversion_value_micros', 'is_final'])
        .where('platform', '=', platform as Platform)
        .where('account_id', '=', accountId)
        .where('day', '>=', range.from)
        .where('day', '<=', range.to)
        .orderBy('day')
        .orderBy('campaign_id')
        .orderBy('attribution')
        .execute();
      return rows.map((row) => ({
        campaignId: row.campaign_id,
        day: row.day,
        attribution: row.attribution,
        impressions: String(row.impressions),
        clicks: String(row.clicks),
        spendMicros: String(row.spend_micros),
        conversionsMicros: text(row.conversions_micros),
        conversionValueMicros: text(row.conversion_value_micros),
        final: row.is_final,
      }));
    },
    recentDecisions: async (platform, accountId, agentKey, since) => {
      const rows = await recentDecisions(tx, platform as Platform, accountId, agentKey, since);
      return rows.map((row) => ({
        campaignId: row.campaign_id,
        changedAt: row.changed_at?.toISOString() ?? null,
        rejectedAt: row.rejected_at?.toISOString() ?? null,
      }));
    },
    calibration: (agentKey) => calibrationOf(tx, agentKey),
  };
}

const text = (value: bigint | null) => (value === null ? null : String(value));
