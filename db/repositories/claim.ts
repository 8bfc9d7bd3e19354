import { touches, type FailureCode, type FailureReport } from '../../domain/failure.ts';
import type { TenantTransaction } from '../tenant.ts';
import { approvalsOf } from './approvals.ts';
import { findProposal, moveProposal, type ProposalRow } from './proposals.ts';

/**
 * Claims an approved change for its write; the campaign's other changes wait until this transaction ends. Everything
 * that allowed it is looked at again, but for a change that was claimed before: the platform has to be asked what
 * became of it. null: there is nothing to apply, and the row says why.
 */
export async function claimProposal(
  tx: TenantTransaction,
  id: string,
  runId: string,
  now: Date,
): Promise<{ claimedBefore: boolean } | null> {
  const campaign = await lockCampaignOf(tx, id);
  const proposal = await findProposal(tx, id);
  if (!campaign || !proposal) return null;
  const claimedBefore = proposal.applying_at !== null;
  const obstacle = claimedBefore ? null : await obstacleTo(tx, proposal, campaign.version, now);
  if (obstacle) {
    await moveProposal(tx, id, ['approved'], obstacle.state, { error: obstacle.error });
    return null;
  }
  const claim = { applyingAt: proposal.applying_at ?? now, runId };
  const claimed = await moveProposal(tx, id, ['approved', 'applying', 'applied'], 'applying', claim);
  return claimed && { claimedBefore };
}

/** One change of a campaign at a time. */
function lockCampaignOf(tx: TenantTransaction, proposalId: string): Promise<{ version: number } | undefined> {
  return tx
    .selectFrom('campaigns as c')
    .innerJoin('proposals as p', (join) =>
      join.onRef('p.platform', '=', 'c.platform').onRef('p.campaign_id', '=', 'c.id'),
    )
    .select('c.version')
    .where('p.id', '=', proposalId)
    .forNoKeyUpdate('c')
    .executeTakeFirst();
}

async function obstacleTo(
  tx: TenantTransaction,
  proposal: ProposalRow,
  campaignVersion: number,
  now: Date,
): Promise<{ state: 'failed' | 'expired' | 'conflict'; error?: FailureReport } | null> {
  const [approvals, other] = await Promise.all([
    approvalsOf(tx, proposal.id),
    tx
      .selectFrom('proposals')
      .select('id')
      .where('platform', '=', proposal.platform)
      .where('campaign_id', '=', proposal.campaign_id)
      .where('state', 'in', ['applying', 'applied'])
      .executeTakeFirst(),
  ]);
  const needed = proposal.approvals_needed;
  const approved = needed === 0 ? approvals.policy : approvals.people >= needed;
  if (!approved) {
    const message = 'Fewer people than needed have approved this, counting those who may still decide.';
    return { state: 'failed', error: because('not-approved', message) };
  }
  if (proposal.expires_at <= now) return { state: 'expired' };
  if (other) {
    return {
      state: 'conflict',
      error: because('conflict', 'Another change of this campaign is being made.'),
    };
  }
  if (campaignVersion !== proposal.target_version) {
    return {
      state: 'conflict',
      error: because('conflict', 'The campaign has changed since this was approved.'),
    };
  }
  return null;
}

const because = (code: FailureCode, message: string): FailureReport => ({
  code,
  message,
  touched: touches.nothing,
  remedy: 'Look at the campaign and propose the change again.',
});
