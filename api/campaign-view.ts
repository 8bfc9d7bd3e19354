import type { Campaign } from '../contracts/campaigns.ts';
import type { CampaignListRow } from '../db/repositories/campaigns.ts';
import { totalsOf } from './totals.ts';

export function viewCampaign(row: CampaignListRow): Campaign {
  const money = (micros: bigint | null) =>
    micros === null ? null : { micros: String(micros), currency: row.currency };
  return {
    id: `${row.platform}:${row.id}`,
    platform: row.platform,
    accountId: row.account_id,
    accountName: row.account_name,
    connectionId: row.connection_id,
    sample: row.environment === 'sandbox',
    name: row.name,
    objective: row.objective,
    status: row.status,
    effectiveStatus: row.effective_status,
    dailyBudget: money(row.daily_budget_micros),
    lifetimeBudget: money(row.lifetime_budget_micros),
    version: row.version,
    stub: row.stub,
    spentTodayMicros: String(row.spent_today_micros),
    dayShare: row.day_share,
    totals: totalsOf(row.totals, row.currency),
    before: totalsOf(row.before, row.currency),
    syncedAt: row.synced_at.toISOString(),
    pending: row.pending && {
      proposalId: row.pending.id,
      state: row.pending.state,
      to: row.pending.to,
      byAgent: row.pending.agent_key !== null,
    },
  };
}
