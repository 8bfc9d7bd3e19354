import type { Platform } from '../../contracts/platforms.ts';
import { budgetStep, decimalFromMicros, isBudget } from '../../domain/money.ts';
import { approvalsNeeded, isLargeRaise, riskOfOwnChange, type ChangeSide } from '../../domain/policy.ts';
import type { TenantTransaction } from '../tenant.ts';
import { mayBeChanged, mayDecide, twoPersonAbove } from './approvals.ts';
import { findCampaign, type CampaignRow } from './campaigns.ts';
import { DecisionError, insertDecision, rightMissing } from './decisions.ts';
import { changesUnderWay, findProposal, insertProposal, type ProposalRow } from './proposals.ts';

/** What a person wants of a campaign; `campaignVersion` is the one they saw. */
export interface PersonChange {
  userId: string;
  platform: string;
  campaignId: string;
  campaignVersion: number;
  to: ChangeSide;
  /** They mean it, however large the raise is. */
  sure?: boolean;
}

/**
 * A person's own change: proposal and decision in this transaction, in state `approved`, or `proposed` where a second
 * person is needed. Throws DecisionError.
 */
export async function proposeByPerson(
  tx: TenantTransaction,
  change: PersonChange,
  now: Date = new Date(),
  reverts: string | null = null,
): Promise<ProposalRow> {
  const [campaign, threshold, may, under] = await Promise.all([
    findCampaign(tx, change.platform as Platform, change.campaignId),
    twoPersonAbove(tx),
    mayDecide(tx, change.userId),
    changesUnderWay(tx, change.platform, change.campaignId),
  ]);
  if (!may) {
    throw new DecisionError(
      'forbidden',
      'Your role cannot change campaigns.',
      'Ask an operator, admin or owner.',
    );
  }
  if (!campaign) {
    throw new DecisionError('not-found', 'There is no such campaign.', 'Sync the connection.');
  }
  if (campaign.version !== change.campaignVersion) {
    throw new DecisionError(
      'stale',
      'The campaign has changed since you opened it.',
      'Reload and try again.',
    );
  }
  if (under > 0) {
    throw new DecisionError(
      'stale',
      'Another change of this campaign is under way.',
      'Wait until it is applied.',
    );
  }
  const { to } = change;
  const from = foundOn(campaign, to);
  if (!change.sure) refuseLargeRaise(from, to);
  const account = await tx
    .selectFrom('ad_accounts')
    .select('connection_id')
    .where('platform', '=', campaign.platform)
    .where('id', '=', campaign.account_id)
    .executeTakeFirstOrThrow();
  if (!(await mayBeChanged(tx, account.connection_id))) throw rightMissing();
  const needed = approvalsNeeded(from, to, threshold);
  const proposal = await insertProposal(tx, {
    taskId: null,
    executionId: null,
    agentKey: null,
    proposedBy: change.userId,
    reverts,
    draft: {
      action: actionOf(to),
      platform: campaign.platform,
      connectionId: account.connection_id,
      accountId: campaign.account_id,
      campaignId: campaign.id,
      targetVersion: campaign.version,
      from,
      to,
      risk: riskOfOwnChange(from, to),
    },
    policy: [],
    approvalsNeeded: needed,
    state: needed < 2 ? 'approved' : 'proposed',
    now,
  });
  await insertDecision(tx, proposal, { userId: change.userId, verdict: 'approve' });
  return proposal;
}

/** What the campaign has now of what is to be changed. Throws DecisionError for a budget that it cannot have. */
function foundOn(campaign: CampaignRow, to: ChangeSide): ChangeSide {
  if ('status' in to) return { status: campaign.status === 'active' ? 'active' : 'paused' };
  const { daily_budget_micros: micros, currency } = campaign;
  if (micros === null || to.dailyBudget.currency !== currency) {
    throw new DecisionError(
      'stale',
      'This campaign has no daily budget in that currency.',
      'Change it on the platform.',
    );
  }
  if (!isBudget({ currency, micros: BigInt(to.dailyBudget.micros) })) {
    throw new DecisionError(
      'invalid-budget',
      `A daily budget is a multiple of ${decimalFromMicros(budgetStep(currency))} ${currency} above zero.`,
      'Correct the amount.',
    );
  }
  return { dailyBudget: { micros: String(micros), currency } };
}

/** Throws DecisionError: 50000 is soon typed where 500.00 was meant. */
function refuseLargeRaise(from: ChangeSide, to: ChangeSide): void {
  if (!('dailyBudget' in from) || !('dailyBudget' in to)) return;
  const [before, after] = [from.dailyBudget.micros, to.dailyBudget.micros];
  if (!isLargeRaise(before, after)) return;
  const amount = (micros: string) => `${decimalFromMicros(BigInt(micros))} ${to.dailyBudget.currency}`;
  const times = Number((Number(after) / Number(before)).toPrecision(3));
  throw new DecisionError(
    'large-change',
    `That is from ${amount(before)} to ${amount(after)} a day: ${times} times as much.`,
    'Send "sure": true with it if that is meant.',
  );
}

function actionOf(to: ChangeSide): ProposalRow['action'] {
  if ('dailyBudget' in to) return 'campaign.budget.set';
  return to.status === 'paused' ? 'campaign.pause' : 'campaign.resume';
}

/** Proposes to put back what an applied proposal changed. Throws DecisionError. */
export async function revertProposal(
  tx: TenantTransaction,
  id: string,
  userId: string,
  now: Date = new Date(),
): Promise<ProposalRow> {
  const done = await findProposal(tx, id);
  if (!done)
    throw new DecisionError('not-found', 'There is no such proposal.', 'Look at the list of approvals.');
  if (done.state !== 'read_back') {
    throw new DecisionError('stale', 'Only an applied change can be put back.', 'Reload the page.');
  }
  const campaign = await findCampaign(tx, done.platform, done.campaign_id);
  if (campaign && !isAs(campaign, done.to as ChangeSide)) {
    throw new DecisionError(
      'stale',
      'Somebody has changed the campaign since this change was applied.',
      'Look at the campaign and change it there.',
    );
  }
  const change = {
    userId,
    platform: done.platform,
    campaignId: done.campaign_id,
    campaignVersion: campaign?.version ?? -1,
    to: done.from as ChangeSide,
    sure: true,
  };
  return proposeByPerson(tx, change, now, done.id);
}

function isAs(campaign: CampaignRow, side: ChangeSide): boolean {
  if ('status' in side) return campaign.status === side.status;
  return String(campaign.daily_budget_micros) === side.dailyBudget.micros;
}
