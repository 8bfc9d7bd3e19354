import type { ProposalDraft } from '../../agents/types.ts';
import type { Platform } from '../../contracts/platforms.ts';
import { approvalsNeeded, budgetChecks, check, type BudgetPolicy } from '../../domain/policy.ts';
import { mayChange } from '../../domain/rights.ts';
import { notify } from '../notify.ts';
import type { TenantTransaction } from '../tenant.ts';
import { twoPersonAbove } from './approvals.ts';
import { findCampaign } from './campaigns.ts';
import { holdConnections, type ConnectionRow } from './connections.ts';
import { connectionEnded, insertDecision, setDecided } from './decisions.ts';
import { isOn } from './feature-flags.ts';
import { changesUnderWay, insertProposal, type ProposalRow } from './proposals.ts';

/** An agent's draft as far as it is stored; what it promises and shows is kept as it came. */
export type Draft = Omit<ProposalDraft, 'campaignName' | 'effect' | 'evidence' | 'details'> & {
  effect: unknown;
  evidence: unknown;
  details: unknown;
};

/**
 * Stores what an agent proposes, each held against the policy: one that breaks it is kept as withdrawn, as is one whose
 * connection has ended; one that the agent may do alone is approved by policy. Older open proposals of the agent for
 * the same campaign are withdrawn. Inserted once per execution.
 */
export async function insertProposals(
  tx: TenantTransaction,
  source: { taskId: string; executionId: string; agentKey: string },
  drafts: readonly Draft[],
  policy: BudgetPolicy,
  now: Date,
): Promise<string[]> {
  const already = await tx
    .selectFrom('proposals')
    .select('id')
    .where('execution_id', '=', source.executionId)
    .execute();
  if (already.length > 0) return already.map((row) => row.id);
  const living = await holdConnections(
    tx,
    drafts.map(({ connectionId }) => connectionId),
  );
  await withdrawOlder(tx, source.agentKey, drafts, now);
  const ids: string[] = [];
  for (const draft of drafts) {
    ids.push(await insertDraft(tx, source, draft, policy, living.get(draft.connectionId), now));
  }
  return ids;
}

/** Waits for people who decide at this moment; what they decided is theirs. In one order, so that two runs cannot block each other. */
async function withdrawOlder(
  tx: TenantTransaction,
  agentKey: string,
  drafts: readonly Draft[],
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  const older = await tx
    .selectFrom('proposals')
    .select('id')
    .where('state', '=', 'proposed')
    .where('agent_key', '=', agentKey)
    .where((row) =>
      row.or(
        drafts.map((draft) =>
          row.and({ platform: draft.platform as ProposalRow['platform'], campaign_id: draft.campaignId }),
        ),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const { id } of older) {
    const row = await setDecided(tx, id, 'withdrawn', now);
    if (row) await notify(tx, 'proposal', id, { version: row.version });
  }
}

async function insertDraft(
  tx: TenantTransaction,
  source: { taskId: string; executionId: string; agentKey: string },
  draft: Draft,
  policy: BudgetPolicy,
  connection: Pick<ConnectionRow, 'platform' | 'scopes'> | undefined,
  now: Date,
): Promise<string> {
  const [campaign, under, threshold, mayActAlone] = await Promise.all([
    findCampaign(tx, draft.platform as Platform, draft.campaignId),
    changesUnderWay(tx, draft.platform, draft.campaignId),
    twoPersonAbove(tx),
    isOn(tx, 'act-alone'),
  ]);
  const checks = [
    ...budgetChecks(draft, policy),
    check(
      'campaign-unchanged',
      campaign?.version === draft.targetVersion,
      draft.targetVersion,
      campaign?.version,
    ),
    // Kept, but nobody is asked: its figures are those from before the change that a person has just agreed to.
    check('no-change-under-way', under === 0, 0, under),
  ];
  const allowed = connection !== undefined && checks.every((one) => one.ok);
  const needed = approvalsNeeded(draft.from, draft.to, threshold);
  const byPolicy =
    allowed &&
    policy.autonomy === 'act' &&
    mayActAlone &&
    draft.risk === 'low' &&
    needed === 1 &&
    mayChange(connection.platform, connection.scopes);
  const row = await insertProposal(tx, {
    taskId: source.taskId,
    executionId: source.executionId,
    agentKey: source.agentKey,
    proposedBy: null,
    reverts: null,
    draft,
    policy: checks,
    approvalsNeeded: byPolicy ? 0 : needed,
    state: !allowed ? 'withdrawn' : byPolicy ? 'approved' : 'proposed',
    error: connection ? null : connectionEnded,
    now,
  });
  if (byPolicy) await insertDecision(tx, row, { userId: null, verdict: 'approve' });
  return row.id;
}
