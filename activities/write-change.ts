import { Context } from '@temporalio/activity';
import type { Campaign, CampaignChange } from '../connectors/types.ts';
import type { Platform } from '../contracts/platforms.ts';
import type { Db } from '../db/database.ts';
import { findProposal, type ProposalRow } from '../db/repositories/proposals.ts';
import { withTenant } from '../db/tenant.ts';
import { coded, touches, type FailureCode } from '../domain/failure.ts';
import type { ChangeSide } from '../domain/policy.ts';
import { reportOf, toTemporalFailure } from '../temporal/failures.ts';

export interface CampaignTarget {
  tenantId: string;
  connectionId: string;
  platform: Platform;
  accountId: string;
  campaignId: string;
}

/** Reads and changes one campaign at its platform. Throws errors with codes of domain/failure.ts. */
export interface CampaignPort {
  read(target: CampaignTarget): Promise<Campaign>;
  /** Sends the change once. */
  change(target: CampaignTarget, change: CampaignChange): Promise<void>;
}

export interface WriteDeps {
  db: Db;
  campaigns: CampaignPort;
}

export interface WriteKey {
  tenantId: string;
  proposalId: string;
  /** A run or a claim before this one may have written already. */
  claimedBefore: boolean;
}

/** Whether we wrote to the platform; `maybe`: an attempt was made whose end nobody saw. */
export type Wrote = 'no' | 'maybe' | 'yes';

export interface ApplyResult {
  applied: boolean;
  wrote: Wrote;
  /** What the platform says now. */
  seen: { dailyBudgetMicros: string | null; status: Campaign['status'] };
}

/** The platform has read the request and declined it. */
const refusals: readonly FailureCode[] = ['rejected-request', 'permission', 'auth-expired', 'rate-limited'];

/**
 * One attempt: reads first; as approved: done before; as it was: writes once and reads again; anything else: conflict,
 * nothing is written. A repeated attempt therefore never writes over a stranger's change. Throws Temporal's failures,
 * which say that nothing was changed only where that is known.
 */
export function writeChange(deps: WriteDeps, key: WriteKey): Promise<ApplyResult> {
  return alone(key.proposalId, () => attempt(deps, key));
}

async function attempt(deps: WriteDeps, key: WriteKey): Promise<ApplyResult> {
  const first = !key.claimedBefore && Context.current().info.attempt === 1;
  let wrote: Wrote = first ? 'no' : 'maybe';
  try {
    const proposal = await toApply(deps, key);
    const [target, from, to] = [targetOf(proposal), proposal.from as ChangeSide, proposal.to as ChangeSide];
    const before = await deps.campaigns.read(target);
    if (matches(before, to)) return { applied: true, wrote, seen: seenOf(before) };
    if (!matches(before, from)) return { applied: false, wrote, seen: seenOf(before) };
    await toApply(deps, key); // it may have been ended while the platform was read
    wrote = 'maybe';
    await deps.campaigns.change(target, changeOf(proposal)).catch((error: unknown) => {
      if (first && refusals.includes(reportOf(error).code)) wrote = 'no';
      throw error;
    });
    const after = await deps.campaigns.read(target);
    if (matches(after, from)) throw coded('unavailable', 'The platform does not show the change yet.');
    return { applied: matches(after, to), wrote: 'yes', seen: seenOf(after) };
  } catch (error) {
    throw toTemporalFailure(error, wrote === 'no' ? touches.nothing : touches.unsure);
  }
}

async function toApply(deps: WriteDeps, { tenantId, proposalId }: WriteKey): Promise<ProposalRow> {
  const context = { tenantId, actor: 'system:change', requestId: proposalId };
  const proposal = await withTenant(deps.db, context, (tx) => findProposal(tx, proposalId));
  if (proposal?.state !== 'applying') throw coded('conflict', 'The proposal is not to be applied.');
  return proposal;
}

const underWay = new Map<string, Promise<unknown>>();

/** One attempt at a time: one that Temporal has given up may still be writing here. */
async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
  while (underWay.has(id)) await underWay.get(id)!.catch(() => {});
  const running = work().finally(() => underWay.delete(id));
  underWay.set(id, running);
  return running;
}

const targetOf = (proposal: ProposalRow): CampaignTarget => ({
  tenantId: proposal.tenant_id,
  connectionId: proposal.connection_id,
  platform: proposal.platform,
  accountId: proposal.account_id,
  campaignId: proposal.campaign_id,
});

function changeOf(proposal: ProposalRow): CampaignChange {
  const to = proposal.to as ChangeSide;
  if ('dailyBudget' in to) {
    return { action: 'campaign.budget.set', dailyBudgetMicros: BigInt(to.dailyBudget.micros) };
  }
  return { action: to.status === 'paused' ? 'campaign.pause' : 'campaign.resume' };
}

function matches(campaign: Campaign, side: ChangeSide): boolean {
  if ('dailyBudget' in side) return campaign.dailyBudgetMicros === BigInt(side.dailyBudget.micros);
  return campaign.status === side.status;
}

const seenOf = (campaign: Campaign): ApplyResult['seen'] => ({
  dailyBudgetMicros: campaign.dailyBudgetMicros === null ? null : String(campaign.dailyBudgetMicros),
  status: campaign.status,
});
