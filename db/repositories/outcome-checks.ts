import type { Selectable } from 'kysely';
import { notify } from '../notify.ts';
import type { OutcomeChecksTable } from '../schema/outcome-checks.ts';
import type { ProposalsTable } from '../schema/proposals.ts';
import type { TenantTransaction } from '../tenant.ts';

export type OutcomeCheckRow = Selectable<OutcomeChecksTable>;

/** Plans the checks of an applied change; planned once. */
export async function planChecks(
  tx: TenantTransaction,
  proposalId: string,
  checks: readonly { afterDays: number; dueAt: Date }[],
): Promise<void> {
  if (checks.length === 0) return;
  await tx
    .insertInto('outcome_checks')
    .values(checks.map((one) => ({ proposal_id: proposalId, after_days: one.afterDays, due_at: one.dueAt })))
    .onConflict((conflict) => conflict.columns(['tenant_id', 'proposal_id', 'after_days']).doNothing())
    .execute();
}

export async function checksOf(tx: TenantTransaction, proposalId: string): Promise<OutcomeCheckRow[]> {
  return tx
    .selectFrom('outcome_checks')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .orderBy('after_days')
    .execute();
}

export async function saveCheck(
  tx: TenantTransaction,
  proposalId: string,
  afterDays: number,
  outcome: { state: 'done' | 'refused'; result: unknown; inside: boolean | null },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('outcome_checks')
    .set({
      state: outcome.state,
      result: JSON.stringify(outcome.result),
      inside: outcome.inside,
      checked_at: now,
    })
    .where('proposal_id', '=', proposalId)
    .where('after_days', '=', afterDays)
    .where('state', '=', 'due')
    .execute();
  await notify(tx, 'proposal', proposalId);
}

export async function postponeCheck(
  tx: TenantTransaction,
  proposalId: string,
  afterDays: number,
  dueAt: Date,
): Promise<void> {
  await tx
    .updateTable('outcome_checks')
    .set({ due_at: dueAt })
    .where('proposal_id', '=', proposalId)
    .where('after_days', '=', afterDays)
    .where('state', '=', 'due')
    .execute();
}

/** What an applied change is held against: facts of its account. */
export async function outcomeFacts(
  tx: TenantTransaction,
  { platform, account_id: accountId }: Pick<Selectable<ProposalsTable>, 'platform' | 'account_id'>,
  since: Date,
) {
  const [days, changes, campaigns, account] = await Promise.all([
    tx
      .selectFrom('campaign_metrics')
      .select(['campaign_id', 'day', 'conversion_value_micros'])
      .where('platform', '=', platform)
      .where('account_id', '=', accountId)
      .where('day', '>=', since.toISOString().slice(0, 10))
      .execute(),
    tx
      .selectFrom('proposals')
      .select(['campaign_id', 'applied_at'])
      .where('platform', '=', platform)
      .where('account_id', '=', accountId)
      .where('applying_at', '>', since)
      .execute(),
    tx
      .selectFrom('campaigns')
      .select(['id', 'status', 'daily_budget_micros', 'synced_at'])
      .where('platform', '=', platform)
      .where('account_id', '=', accountId)
      .execute(),
    tx
      .selectFrom('ad_accounts')
      .select('time_zone')
      .where('platform', '=', platform)
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow(),
  ]);
  return { days, changes, campaigns, timeZone: account.time_zone };
}
export type OutcomeFacts = Awaited<ReturnType<typeof outcomeFacts>>;
