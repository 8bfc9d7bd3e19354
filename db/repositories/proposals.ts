import { sql, type Selectable } from 'kysely';
import type { FailureReport } from '../../domain/failure.ts';
import { budgetStep, decimalFromMicros, isBudget } from '../../domain/money.ts';
import { notify } from '../notify.ts';
import type { CampaignsTable } from '../schema/campaigns.ts';
import type { TenantTransaction } from '../tenant.ts';
import { DecisionError, insertDecision, mayDecide, setDecided, type ProposalRow } from './decisions.ts';
import { lookAgain, nothingDue } from './due-work.ts';

/** How long a proposal waits for people. */
export const EXPIRES_AFTER_MS = 72 * 3_600_000;
/** How often an open change is compared with Temporal. */
const LOOK_EVERY_MS = 60_000;

export interface MoneyJson {
  micros: string;
  currency: string;
}
export type ChangeSide = { dailyBudget: MoneyJson } | { status: 'active' | 'paused' };

export interface PolicyCheck {
  id: string;
  ok: boolean;
  limit: string | null;
  actual: string | null;
}

/** The rules of an agent instance that a budget is held against, in micros. */
export interface BudgetPolicy {
  autonomy: 'ask' | 'act';
  /** Share of the budget, 0–1; null: none. */
  stepLimit: number | null;
  minDailyBudgetMicros: string | null;
  maxDailyBudgetMicros: string | null;
  lockedCampaigns: readonly string[];
}

/** The part of agents/types.ts ProposalDraft that is stored. */
export interface Draft {
  action: 'campaign.budget.set';
  platform: string;
  connectionId: string;
  accountId: string;
  campaignId: string;
  targetVersion: number;
  from: { dailyBudget: MoneyJson };
  to: { dailyBudget: MoneyJson };
  risk: 'low' | 'medium' | 'high';
  effect: unknown;
  evidence: unknown;
  details: unknown;
}

/**
 * Stores what an agent proposes, each held against the policy: one that breaks it is kept as withdrawn, one that the
 * agent may do alone is approved by policy. Older open proposals of the agent for the same campaign are withdrawn.
 * Inserted once per execution.
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
  await withdrawOlder(tx, source.agentKey, drafts, now);
  const ids: string[] = [];
  for (const draft of drafts) ids.push(await insertDraft(tx, source, draft, policy, now));
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
    if (row) await notify(tx, 'proposal', id, row.version);
  }
}

async function insertDraft(
  tx: TenantTransaction,
  source: { taskId: string; executionId: string; agentKey: string },
  draft: Draft,
  policy: BudgetPolicy,
  now: Date,
): Promise<string> {
  const [campaign, under, threshold] = await Promise.all([
    campaignOf(tx, draft.platform, draft.campaignId),
    changesUnderWay(tx, draft.platform, draft.campaignId),
    twoPersonAbove(tx),
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
  const allowed = checks.every((one) => one.ok);
  const needed = approvalsNeeded(draft.from, draft.to, threshold);
  const byPolicy = allowed && policy.autonomy === 'act' && draft.risk === 'low' && needed === 1;
  const row = await insert(tx, {
    taskId: source.taskId,
    executionId: source.executionId,
    agentKey: source.agentKey,
    proposedBy: null,
    reverts: null,
    draft,
    policy: checks,
    approvalsNeeded: byPolicy ? 0 : needed,
    state: !allowed ? 'withdrawn' : byPolicy ? 'approved' : 'proposed',
    now,
  });
  if (byPolicy) await insertDecision(tx, row, { userId: null, verdict: 'approve' });
  return row.id;
}

type Figure = string | number | bigint | null | undefined;
const textOf = (figure: Figure) => (figure === null || figure === undefined ? null : String(figure));
const check = (id: string, ok: boolean, limit: Figure, actual: Figure): PolicyCheck => ({
  id,
  ok,
  limit: textOf(limit),
  actual: textOf(actual),
});

function budgetChecks(draft: Draft, policy: BudgetPolicy): PolicyCheck[] {
  const from = BigInt(draft.from.dailyBudget.micros);
  const to = BigInt(draft.to.dailyBudget.micros);
  const step = from === 0n ? Infinity : Math.abs(Number(to - from) / Number(from));
  const [min, max] = [policy.minDailyBudgetMicros, policy.maxDailyBudgetMicros];
  return [
    // Budgets are whole minor units, so a step may pass its limit by a rounding.
    check(
      'step-limit',
      policy.stepLimit === null || step <= policy.stepLimit + 0.005,
      policy.stepLimit,
      step.toFixed(4),
    ),
    check('budget-step', isBudget({ ...draft.to.dailyBudget, micros: to }), null, to),
    check('min-budget', min === null || to >= BigInt(min), min, to),
    check('max-budget', max === null || to <= BigInt(max), max, to),
    check('not-locked', !policy.lockedCampaigns.includes(draft.campaignId), null, null),
  ];
}

/** Two people above the tenant's threshold, by the size of the daily change. */
function approvalsNeeded(from: ChangeSide, to: ChangeSide, above: bigint | null): number {
  if (above === null || !('dailyBudget' in from) || !('dailyBudget' in to)) return 1;
  const change = BigInt(to.dailyBudget.micros) - BigInt(from.dailyBudget.micros);
  return (change < 0n ? -change : change) > above ? 2 : 1;
}

async function twoPersonAbove(tx: TenantTransaction): Promise<bigint | null> {
  const tenant = await tx.selectFrom('tenants').select('two_person_above_micros').executeTakeFirstOrThrow();
  return tenant.two_person_above_micros;
}

/** Changes of a campaign that are approved and not yet made. */
async function changesUnderWay(tx: TenantTransaction, platform: string, campaignId: string): Promise<number> {
  const rows = await tx
    .selectFrom('proposals')
    .select('id')
    .where('platform', '=', platform as ProposalRow['platform'])
    .where('campaign_id', '=', campaignId)
    .where('state', 'in', ['approved', 'applying'])
    .execute();
  return rows.length;
}

function campaignOf(tx: TenantTransaction, platform: string, id: string) {
  return tx
    .selectFrom('campaigns')
    .selectAll()
    .where('platform', '=', platform as ProposalRow['platform'])
    .where('id', '=', id)
    .executeTakeFirst();
}

interface NewProposal {
  taskId: string | null;
  executionId: string | null;
  agentKey: string | null;
  proposedBy: string | null;
  reverts: string | null;
  draft: Omit<Draft, 'action' | 'from' | 'to' | 'effect' | 'evidence' | 'details'> & {
    action: ProposalRow['action'];
    from: ChangeSide;
    to: ChangeSide;
    effect?: unknown;
    evidence?: unknown;
    details?: unknown;
  };
  policy: PolicyCheck[];
  approvalsNeeded: number;
  state: 'proposed' | 'approved' | 'withdrawn';
  now: Date;
}

async function insert(tx: TenantTransaction, proposal: NewProposal): Promise<ProposalRow> {
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
      created_at: now,
      decided_at: state === 'proposed' ? null : now,
      expires_at: new Date(now.getTime() + EXPIRES_AFTER_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (state !== 'withdrawn') await lookAgain(tx, 'change', row.id, new Date());
  await notify(tx, 'proposal', row.id, row.version);
  return row;
}

/** What a person wants of a campaign; `campaignVersion` is the one they saw. */
export interface PersonChange {
  userId: string;
  platform: string;
  campaignId: string;
  campaignVersion: number;
  to: ChangeSide;
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
    campaignOf(tx, change.platform, change.campaignId),
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
  if (!campaign || campaign.deleted_at) {
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
  let from: ChangeSide;
  if ('status' in to) from = { status: campaign.status === 'active' ? 'active' : 'paused' };
  else {
    if (campaign.daily_budget_micros === null || to.dailyBudget.currency !== campaign.currency) {
      throw new DecisionError(
        'stale',
        'This campaign has no daily budget in that currency.',
        'Change it on the platform.',
      );
    }
    if (!isBudget({ ...to.dailyBudget, micros: BigInt(to.dailyBudget.micros) })) {
      const step = decimalFromMicros(budgetStep(campaign.currency));
      throw new DecisionError(
        'invalid-budget',
        `A daily budget is a multiple of ${step} ${campaign.currency} above zero.`,
        'Correct the amount.',
      );
    }
    from = { dailyBudget: { micros: String(campaign.daily_budget_micros), currency: campaign.currency } };
  }
  const account = await tx
    .selectFrom('ad_accounts')
    .select('connection_id')
    .where('platform', '=', campaign.platform)
    .where('id', '=', campaign.account_id)
    .executeTakeFirstOrThrow();
  const needed = approvalsNeeded(from, to, threshold);
  const proposal = await insert(tx, {
    taskId: null,
    executionId: null,
    agentKey: null,
    proposedBy: change.userId,
    reverts,
    draft: {
      action:
        'dailyBudget' in to
          ? 'campaign.budget.set'
          : to.status === 'paused'
            ? 'campaign.pause'
            : 'campaign.resume',
      platform: campaign.platform,
      connectionId: account.connection_id,
      accountId: campaign.account_id,
      campaignId: campaign.id,
      targetVersion: campaign.version,
      from,
      to,
      risk: 'low',
    },
    policy: [],
    approvalsNeeded: needed,
    state: needed < 2 ? 'approved' : 'proposed',
    now,
  });
  await insertDecision(tx, proposal, { userId: change.userId, verdict: 'approve' });
  return proposal;
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
  const campaign = await campaignOf(tx, done.platform, done.campaign_id);
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
  };
  return proposeByPerson(tx, change, now, done.id);
}

function isAs(campaign: Selectable<CampaignsTable>, side: ChangeSide): boolean {
  if ('status' in side) return campaign.status === side.status;
  return String(campaign.daily_budget_micros) === side.dailyBudget.micros;
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
  await notify(tx, 'proposal', id, row.version);
  const open = ['proposed', 'approved', 'applying', 'applied', 'read_back'].includes(to);
  if (open) await lookAgain(tx, 'change', id, new Date(Date.now() + LOOK_EVERY_MS));
  else await nothingDue(tx, 'change', id);
  return row;
}

/** Number of proposals that wait for people. */
export async function countWaiting(tx: TenantTransaction): Promise<number> {
  const { rows } = await sql<{
    n: bigint;
  }>`select count(*) as n from aegis.proposals where state = 'proposed'`.execute(tx);
  return Number(rows[0]?.n ?? 0);
}
