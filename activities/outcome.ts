import type { ProposalRow } from '../db/repositories/proposals.ts';
import { outcomeFacts, type OutcomeFacts } from '../db/repositories/outcome-checks.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { addDays, localDate } from '../domain/calendar.ts';

interface OutcomeDay {
  campaignId: string;
  day: string;
  /** Claimed revenue in micros. */
  value: number;
}

type Outcome =
  | { measured: true; effect: number; before: number; after: number; control: number; days: number }
  | { measured: false; reason: 'changed-again' | 'no-control' | 'days-missing' };

const DAYS_BEFORE = 28;

type AppliedRow = ProposalRow & { applied_at: Date };

/**
 * The outcome of an applied change, `afterDays` days later. None where the campaign was changed again: then nobody knows
 * which change it comes from.
 */
export async function outcomeOf(
  tx: TenantTransaction,
  proposal: AppliedRow,
  afterDays: number,
): Promise<Outcome> {
  const { applied_at: appliedAt, campaign_id: campaignId } = proposal;
  const since = new Date(appliedAt.getTime() - (DAYS_BEFORE + 1) * 86_400_000);
  const facts = await outcomeFacts(tx, proposal, since);
  const changedOn = localDate(appliedAt, facts.timeZone);
  if (changedAgain(proposal, facts, addDays(changedOn, afterDays))) {
    return { measured: false, reason: 'changed-again' };
  }
  const days = facts.days.map((row) => ({
    campaignId: row.campaign_id,
    day: row.day,
    value: Number(row.conversion_value_micros ?? 0n),
  }));
  const tried = new Set(facts.changes.map((change) => change.campaign_id));
  // A sync writes only rows that differ, so a later one was changed by somebody since.
  const unchanged = facts.campaigns.filter((one) => one.synced_at <= appliedAt && !tried.has(one.id));
  const others = new Set(unchanged.map((one) => one.id).filter((id) => id !== campaignId));
  return measureOutcome(days, campaignId, changedOn, afterDays, others);
}

/** By a later change of ours up to `until`, or by somebody else: it no longer is as we read it back. */
function changedAgain(proposal: AppliedRow, facts: OutcomeFacts, until: string): boolean {
  const later = facts.changes.flatMap(({ campaign_id: id, applied_at: at }) =>
    id === proposal.campaign_id && at && at > proposal.applied_at ? [at] : [],
  );
  // Ours after these days explains what is different now.
  if (later.length > 0) return later.some((at) => localDate(at, facts.timeZone) <= until);
  const now = facts.campaigns.find((one) => one.id === proposal.campaign_id);
  const seen = proposal.read_back as { dailyBudgetMicros: string | null; status: string };
  const budget = now?.daily_budget_micros?.toString() ?? null;
  return budget !== seen.dailyBudgetMicros || now?.status !== seen.status;
}

/**
 * What a change did to claimed revenue, in micros a week, by difference in differences: the campaign's daily mean after the
 * change less what it would have been had it moved like the account's unchanged campaigns. The day of the change counts
 * on neither side.
 */
function measureOutcome(
  rows: readonly OutcomeDay[],
  campaignId: string,
  changedOn: string,
  afterDays: number,
  unchanged: ReadonlySet<string>,
): Outcome {
  const until = addDays(changedOn, afterDays);
  const since = addDays(changedOn, -DAYS_BEFORE);
  const before = (row: OutcomeDay) => row.day >= since && row.day < changedOn;
  const after = (row: OutcomeDay) => row.day > changedOn && row.day <= until;
  const own = rows.filter((row) => row.campaignId === campaignId);
  const others = rows.filter((row) => unchanged.has(row.campaignId));
  const days = new Set(rows.filter(after).map((row) => row.day)).size;
  const daysBefore = new Set(rows.filter(before).map((row) => row.day)).size;
  if (days < afterDays || daysBefore < 7) return { measured: false, reason: 'days-missing' };
  const perDay = (some: OutcomeDay[], n: number) => some.reduce((sum, row) => sum + row.value, 0) / n;
  const controlBefore = perDay(others.filter(before), daysBefore);
  const controlAfter = perDay(others.filter(after), days);
  if (controlBefore <= 0) return { measured: false, reason: 'no-control' };
  const control = controlAfter / controlBefore;
  const ownBefore = perDay(own.filter(before), daysBefore);
  const ownAfter = perDay(own.filter(after), days);
  return {
    measured: true,
    effect: Math.round(7 * (ownAfter - ownBefore * control)),
    before: Math.round(7 * ownBefore),
    after: Math.round(7 * ownAfter),
    control,
    days,
  };
}
