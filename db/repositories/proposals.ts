import { sql, type Selectable } from 'kysely';
import type { Platform } from '../../contracts/platforms.ts';
import type { FailureReport } from '../../domain/failure.ts';
import type { ChangeSide, PolicyCheck } from '../../domain/policy.ts';
import { notify } from '../notify.ts';
import type { ProposalsTable } from '../schema/proposals.ts';
import type { TenantTransaction } from '../tenant.ts';
import { tellEnd, tellWaiting, waitsNoLonger } from './change-news.ts';
import { lookAgain, nothingDue } from './due-work.ts';

export type ProposalRow = Selectable<ProposalsTable>;

/** How long a proposal waits for people. */
const EXPIRES_AFTER_MS = 72 * 3_600_000;
/** How often an open change is compared with Temporal. */
const LOOK_EVERY_MS = 60_000;

interface NewProposal {
  taskId: string | null;
  executionId: string | null;
  agentKey: string | null;
  proposedBy: string | null;
  reverts: string | null;
  draft: {
    action: ProposalRow['action'];
    platform: string;
    connectionId: string;
    accountId: string;
    campaignId: string;
    targetVersion: number;
    from: ChangeSide;
    to: ChangeSide;
    risk: ProposalRow['risk'];
    effect?: unknown;
    evidence?: unknown;
    details?: unknown;
  };
  policy: PolicyCheck[];
  approvalsNeeded: number;
  state: 'proposed' | 'approved' | 'withdrawn';
  /** Why it is withdrawn, beside the policy. */
  error?: FailureReport | null;
  now: Date;
}

/** Stores a proposal as it is; what allows it is the caller's to check. */
export async function insertProposal(tx: TenantTransaction, proposal: NewProposal): Promise<ProposalRow> {
  const { draft, now, state } = proposal;
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
  const row = await tx
    .insertInto('proposals')
    .values({
      task_id: proposal.taskId,
      execution_id: proposal.executionId,
      agent_key: proposal.agentKey,
      proposed_by: proposal.proposedBy,
      reverts: proposal.reverts,
      platform: draft.platform as ProposalRow['platform'],
      connection_id: draft.connectionId,
      account_id: draft.accountId,
      campaign_id: draft.campaignId,
      action: draft.action,
      from: JSON.stringify(draft.from),
      to: JSON.stringify(draft.to),
      target_version: draft.targetVersion,
      effect: json(draft.effect),
      evidence: json(draft.evidence),
      details: json(draft.details),
      risk: draft.risk,
      policy: JSON.stringify(proposal.policy),
      approvals_needed: proposal.approvalsNeeded,
      state,
      error: json(proposal.error),
      created_at: now,
      decided_at: state === 'proposed' ? null : now,
      expires_at: new Date(now.getTime() + EXPIRES_AFTER_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (state !== 'withdrawn') await lookAgain(tx, 'change', row.id, new Date());
  await notify(tx, 'proposal', row.id, { version: row.version });
  if (state === 'proposed') await tellWaiting(tx, row);
  return row;
}

export async function findProposal(tx: TenantTransaction, id: string): Promise<ProposalRow | null> {
  return (await tx.selectFrom('proposals').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Moves a proposal by compare-and-set; null: it was in another state. */
export async function moveProposal(
  tx: TenantTransaction,
  id: string,
  from: ProposalRow['state'][],
  to: ProposalRow['state'],
  set: {
    applyingAt?: Date;
    appliedAt?: Date;
    readBack?: unknown;
    error?: FailureReport;
    runId?: string;
  } = {},
): Promise<ProposalRow | null> {
  const row = await tx
    .updateTable('proposals')
    .set({
      state: to,
      ...(set.applyingAt ? { applying_at: set.applyingAt } : {}),
      ...(set.appliedAt ? { applied_at: set.appliedAt } : {}),
      ...(set.readBack === undefined ? {} : { read_back: JSON.stringify(set.readBack) }),
      ...(set.error ? { error: JSON.stringify(set.error) } : {}),
      ...(set.runId ? { run_id: set.runId } : {}),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  await notify(tx, 'proposal', id, { version: row.version });
  const open = ['proposed', 'approved', 'applying', 'applied', 'read_back'].includes(to);
  if (open) await lookAgain(tx, 'change', id, new Date(Date.now() + LOOK_EVERY_MS));
  else await nothingDue(tx, 'change', id);
  if (from.includes('proposed') && to !== 'proposed') await waitsNoLonger(tx, id);
  await tellEnd(tx, row);
  return row;
}

/** When campaigns of an ad account were last changed by us, and an agent's proposal for them last rejected, since an instant. */
export async function recentDecisions(
  tx: TenantTransaction,
  platform: Platform,
  accountId: string,
  agentKey: string,
  since: Date,
) {
  const { rows } = await sql<{ campaign_id: string; changed_at: Date | null; rejected_at: Date | null }>`
    select campaign_id, max(applied_at) as changed_at,
      max(decided_at) filter (where state = 'rejected' and agent_key = ${agentKey}) as rejected_at
    from proposals where platform = ${platform} and account_id = ${accountId}
      and (applied_at >= ${since} or (state = 'rejected' and decided_at >= ${since}))
    group by campaign_id order by campaign_id`.execute(tx);
  return rows;
}

/** Changes of a campaign that are approved and not yet made. */
export async function changesUnderWay(
  tx: TenantTransaction,
  platform: string,
  campaignId: string,
): Promise<number> {
  const rows = await tx
    .selectFrom('proposals')
    .select('id')
    .where('platform', '=', platform as ProposalRow['platform'])
    .where('campaign_id', '=', campaignId)
    .where('state', 'in', ['approved', 'applying'])
    .execute();
  return rows.length;
}
