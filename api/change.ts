import type { ProposalRow } from '../db/repositories/proposals.ts';
import type { StartableChange } from '../temporal/start.ts';

/** What temporal/start.ts needs of a proposal. */
export function changeOf(tenantId: string, row: ProposalRow): StartableChange {
  return {
    tenantId,
    id: row.id,
    agentKey: row.agent_key,
    platform: row.platform,
    action: row.action,
    campaignId: row.campaign_id,
    state: row.state,
  };
}
