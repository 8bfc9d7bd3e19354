import { sql } from 'kysely';
import type { Locale } from '../../contracts/common.ts';
import type { Proposal, ProposalDetail } from '../../contracts/proposals.ts';
import type { TenantTransaction } from '../tenant.ts';
import { decides } from './approvals.ts';
import { checksOf } from './outcome-checks.ts';
import type { ProposalRow } from './proposals.ts';

type ViewRow = ProposalRow & {
  account_name: string | null;
  campaign_name: string | null;
  proposed_by_name: string | null;
  words: Record<string, unknown> | null;
  approvals: bigint;
  next_check_at: Date | null;
  set_back_id: string | null;
  set_back_at: Date | null;
  set_back_by: string | null;
  sample: boolean | null;
  campaign_version: number | null;
  campaign_status: string;
  campaign_budget: bigint | null;
  campaign_currency: string;
};

/** States of each view; `decided` is what people said no to or nobody said anything about. */
const views = {
  waiting: ['proposed'],
  decided: ['approved', 'applying', 'rejected', 'expired', 'withdrawn', 'conflict', 'failed'],
  applied: ['applied', 'read_back'],
} as const;

export interface ProposalFilter {
  view: keyof typeof views;
  limit: number;
  cursor?: string;
}

/** Newest first. `cursor` is the `nextCursor` of the page before. */
export async function listProposals(
  tx: TenantTransaction,
  filter: ProposalFilter,
  locale: Locale,
): Promise<{ data: Proposal[]; nextCursor: string | null }> {
  const [at, id] = /^(\d+)_([0-9a-f-]{36})$/.exec(filter.cursor ?? '')?.slice(1) ?? [];
  const before = at && id ? sql`and (p.created_at, p.id) < (${new Date(Number(at))}, ${id}::uuid)` : sql``;
  const rows = await read(
    tx,
    locale,
    sql`where p.state = any(${[...views[filter.view]]}::text[]) ${before}
      order by p.created_at desc, p.id desc limit ${filter.limit + 1}`,
  );
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    data: page.map(proposalOf),
    nextCursor: rows.length > filter.limit && last ? `${last.created_at.getTime()}_${last.id}` : null,
  };
}

/** `temporalUrl` is the caller's to fill. Three queries. */
export async function getProposalDetail(
  tx: TenantTransaction,
  id: string,
  locale: Locale,
): Promise<ProposalDetail | null> {
  const [rows, decisions, checks] = await Promise.all([
    read(
      tx,
      locale,
      sql`where p.id = ${id} or p.task_id = (select task_id from aegis.proposals where id = ${id})
        order by p.created_at, p.id`,
    ),
    tx
      .selectFrom('decisions as d')
      .leftJoin('users as u', 'u.id', 'd.user_id')
      .select(['d.user_id', 'u.name', 'd.verdict', 'd.note', 'd.created_at'])
      .where('d.proposal_id', '=', id)
      .orderBy('d.created_at')
      .execute(),
    checksOf(tx, id),
  ]);
  const row = rows.find((one) => one.id === id);
  if (!row) return null;
  const overtaken = overtakenBy(row);
  const policy = (Array.isArray(row.policy) ? row.policy : []) as ProposalDetail['policy'];
  return {
    ...proposalOf(row),
    targetVersion: row.target_version,
    words: row.words,
    evidence: (row.evidence ?? []) as Record<string, unknown>[],
    details: row.details as Record<string, unknown> | null,
    policy: policy.map((one) => (overtaken && one.id === 'campaign-unchanged' ? { ...one, ok: false } : one)),
    siblings: rows.filter((one) => one !== row).map(proposalOf),
    decisions: decisions.map((one) => ({
      userId: one.user_id,
      name: one.name ?? (one.user_id ? '' : (row.agent_key ?? '')),
      verdict: one.verdict,
      note: one.note,
      at: one.created_at.toISOString(),
    })),
    readBack: row.read_back as Record<string, unknown> | null,
    failure: row.error,
    outcomes: checks.map((one) => ({
      afterDays: one.after_days,
      dueAt: one.due_at.toISOString(),
      state: one.state,
      inside: one.inside,
      result: one.result as Record<string, unknown> | null,
    })),
    temporalUrl: null,
  };
}

async function read(tx: TenantTransaction, locale: Locale, rest: ReturnType<typeof sql>): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select p.*, a.name as account_name, c.name as campaign_name, c.version as campaign_version,
      c.status as campaign_status, c.daily_budget_micros as campaign_budget, c.currency as campaign_currency,
      u.name as proposed_by_name, coalesce(t.sample, k.environment = 'sandbox') as sample,
      (select w from aegis.executions e,
        jsonb_array_elements(e.output #> array['words', ${locale}::text, 'proposals']) w
        where e.tenant_id = p.tenant_id and e.id = p.execution_id and w ->> 'campaignId' = p.campaign_id
        limit 1) as words,
      (select count(*) from aegis.decisions d
        where d.tenant_id = p.tenant_id and d.proposal_id = p.id and d.verdict = 'approve'
          -- while it waits, only those count who may still decide
          and (p.state <> 'proposed' or exists (select from aegis.memberships m where m.tenant_id = d.tenant_id
            and m.user_id = d.user_id and m.removed_at is null and ${decides}))) as approvals,
      (select min(o.due_at) from aegis.outcome_checks o
        where o.tenant_id = p.tenant_id and o.proposal_id = p.id and o.state = 'due') as next_check_at,
      back.id as set_back_id, back.applied_at as set_back_at, back.by as set_back_by
    from aegis.proposals p
    left join aegis.ad_accounts a on a.tenant_id = p.tenant_id and a.platform = p.platform and a.id = p.account_id
    left join aegis.campaigns c on c.tenant_id = p.tenant_id and c.platform = p.platform and c.id = p.campaign_id
    left join aegis.users u on u.id = p.proposed_by
    left join aegis.connections k on k.tenant_id = p.tenant_id and k.id = p.connection_id
    left join aegis.tasks t on t.tenant_id = p.tenant_id and t.id = p.task_id
    left join lateral (select r.id, r.applied_at, b.name as by from aegis.proposals r
      left join aegis.users b on b.id = r.proposed_by
      where r.tenant_id = p.tenant_id and r.reverts = p.id
        and r.state in ('proposed', 'approved', 'applying', 'applied', 'read_back')
      order by r.created_at desc limit 1) back on true
    ${rest}`.execute(tx);
  return rows;
}

/** What the campaign has now of what a waiting proposal would change, where it is no longer as it was seen. */
function overtakenBy(row: ViewRow): Proposal['overtaken'] {
  if (row.state !== 'proposed' || row.campaign_version === row.target_version) return null;
  if (row.campaign_version === null) return { now: null };
  if (row.action !== 'campaign.budget.set') return { now: { status: row.campaign_status } };
  const { campaign_budget: micros, campaign_currency: currency } = row;
  return { now: micros === null ? null : { dailyBudget: { micros: String(micros), currency } } };
}

function proposalOf(row: ViewRow): Proposal {
  return {
    id: row.id,
    state: row.state,
    action: row.action,
    agent: row.agent_key,
    proposedBy: row.proposed_by_name,
    reverts: row.reverts,
    taskId: row.task_id,
    platform: row.platform,
    accountId: row.account_id,
    accountName: row.account_name ?? row.account_id,
    campaignId: row.campaign_id,
    campaignName: row.campaign_name ?? row.campaign_id,
    from: row.from as Record<string, unknown>,
    to: row.to as Record<string, unknown>,
    effect: row.effect as Proposal['effect'],
    risk: row.risk,
    sentence: typeof row.words?.['sentence'] === 'string' ? row.words['sentence'] : null,
    approvals: Number(row.approvals),
    approvalsNeeded: row.approvals_needed,
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    appliedAt: row.applied_at?.toISOString() ?? null,
    nextCheckAt: row.set_back_id ? null : (row.next_check_at?.toISOString() ?? null),
    setBack: row.set_back_id
      ? { id: row.set_back_id, at: row.set_back_at?.toISOString() ?? null, by: row.set_back_by }
      : null,
    overtaken: overtakenBy(row),
    sample: row.sample ?? false,
    version: row.version,
  };
}
