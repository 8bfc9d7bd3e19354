import type { FailureReport } from '../../domain/failure.ts';
import { notify } from '../notify.ts';
import type { TenantTransaction } from '../tenant.ts';
import { approvalsOf, mayBeChanged, mayDecide } from './approvals.ts';
import { waitsNoLonger } from './change-news.ts';
import { lookAgain } from './due-work.ts';
import type { ProposalRow } from './proposals.ts';

/** Why a decision was refused; each with words for the person. */
export class DecisionError extends Error {
  override readonly name = 'DecisionError';
  readonly code:
    | 'not-found'
    | 'forbidden'
    | 'stale'
    | 'overtaken'
    | 'expired'
    | 'already-decided'
    | 'invalid-budget'
    | 'large-change'
    | 'right-missing';
  readonly remedy: string;
  constructor(code: DecisionError['code'], message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

/** Said before anybody agrees: the platform would refuse the change. */
export const rightMissing = () =>
  new DecisionError(
    'right-missing',
    'This connection does not have the right to change campaigns.',
    'Connect the platform again with the right to manage campaigns.',
  );

export interface NewDecision {
  proposalId: string;
  userId: string;
  verdict: 'approve' | 'reject';
  note?: string | null;
  /** The proposal's version that the person saw; undefined: any. */
  version?: number;
}

/**
 * Records one person's decision and moves the proposal: a rejection ends it, approvals count up to what is needed. The
 * change's workflow is woken by the caller (temporal/start.ts wakeChange) or by the sweeper. Throws DecisionError.
 */
export async function decide(
  tx: TenantTransaction,
  decision: NewDecision,
  now: Date = new Date(),
): Promise<{ decisionId: string; proposal: ProposalRow; approvals: number }> {
  const { proposalId, userId, verdict } = decision;
  const proposal = await tx
    .selectFrom('proposals')
    .selectAll()
    .where('id', '=', proposalId)
    .forUpdate()
    .executeTakeFirst();
  if (!proposal)
    throw new DecisionError('not-found', 'There is no such proposal.', 'Look at the list of approvals.');
  const [may, campaign, earlier, before, changeable] = await Promise.all([
    mayDecide(tx, userId),
    tx
      .selectFrom('campaigns')
      .select('version')
      .where('platform', '=', proposal.platform)
      .where('id', '=', proposal.campaign_id)
      .executeTakeFirst(),
    tx
      .selectFrom('decisions')
      .select('id')
      .where('proposal_id', '=', proposalId)
      .where('user_id', '=', userId)
      .executeTakeFirst(),
    approvalsOf(tx, proposalId),
    mayBeChanged(tx, proposal.connection_id),
  ]);
  if (!may) {
    throw new DecisionError('forbidden', 'Your role cannot decide.', 'Ask an operator, admin or owner.');
  }
  if (proposal.state !== 'proposed') {
    throw new DecisionError(
      'already-decided',
      `The proposal is already ${proposal.state}.`,
      'Reload the page.',
    );
  }
  if (earlier) {
    throw new DecisionError(
      'already-decided',
      'You have already decided.',
      'Another person has to decide now.',
    );
  }
  if (proposal.expires_at <= now) {
    throw new DecisionError('expired', 'The proposal has expired.', 'Run the agent again.');
  }
  if (decision.version !== undefined && proposal.version !== decision.version) {
    throw new DecisionError(
      'stale',
      'The proposal has changed since you opened it.',
      'Reload and decide again.',
    );
  }
  if (verdict === 'approve' && campaign?.version !== proposal.target_version) {
    throw new DecisionError(
      'overtaken',
      'The campaign has changed since the advice was made.',
      'Run the agent again.',
    );
  }
  if (verdict === 'approve' && !changeable) throw rightMissing();
  const { id: decisionId } = await insertDecision(tx, proposal, {
    userId,
    verdict,
    note: decision.note ?? null,
  });
  const approvals = before.people + (verdict === 'approve' ? 1 : 0);
  const state =
    verdict === 'reject' ? 'rejected' : approvals >= proposal.approvals_needed ? 'approved' : null;
  const after = (state && (await setDecided(tx, proposal.id, state, now))) ?? proposal;
  await notify(tx, 'proposal', proposal.id, { version: after.version });
  return { decisionId, proposal: after, approvals };
}

/** A decision row; `userId` null: the agent's policy decided. */
export async function insertDecision(
  tx: TenantTransaction,
  proposal: { id: string; target_version: number },
  decision: { userId: string | null; verdict: 'approve' | 'reject'; note?: string | null },
): Promise<{ id: string }> {
  return tx
    .insertInto('decisions')
    .values({
      proposal_id: proposal.id,
      user_id: decision.userId,
      verdict: decision.verdict,
      note: decision.note ?? null,
      target_version: proposal.target_version,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
}

/** Moves a proposal that waits; the sweeper wakes its workflow soon if nobody else does. null: it waits no longer. */
export async function setDecided(
  tx: TenantTransaction,
  proposalId: string,
  state: 'approved' | 'rejected' | 'withdrawn',
  now: Date,
  error: FailureReport | null = null,
): Promise<ProposalRow | null> {
  const row = await tx
    .updateTable('proposals')
    .set({ state, decided_at: now, error: error && JSON.stringify(error) })
    .where('id', '=', proposalId)
    .where('state', '=', 'proposed')
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  await Promise.all([lookAgain(tx, 'change', proposalId, new Date()), waitsNoLonger(tx, proposalId)]);
  return row;
}

/** Why nothing waits at a connection that has ended. */
export const connectionEnded: FailureReport = {
  code: 'canceled',
  message: 'The connection was disconnected.',
  touched: 'Nothing was changed.',
  remedy: 'Connect the platform again, then run the agent again.',
};

/** Withdraws what waits for people at a connection that ends. In one order, as a run that withdraws older advice. */
export async function withdrawWaiting(tx: TenantTransaction, connectionId: string, now: Date): Promise<void> {
  const waiting = await tx
    .selectFrom('proposals')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'proposed')
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const { id } of waiting) {
    const row = await setDecided(tx, id, 'withdrawn', now, connectionEnded);
    if (row) await notify(tx, 'proposal', id, { version: row.version });
  }
}
