import type { Db } from '../db/database.ts';
import { appliedMemo, type AppliedMemo } from '../db/repositories/applied.ts';
import { storeReadBack } from '../db/repositories/campaigns.ts';
import { claimProposal } from '../db/repositories/claim.ts';
import { scheduleNextSync } from '../db/repositories/connections.ts';
import { nothingDue } from '../db/repositories/due-work.ts';
import { checksOf, planChecks, postponeCheck, saveCheck } from '../db/repositories/outcome-checks.ts';
import { findProposal, moveProposal, type ProposalRow } from '../db/repositories/proposals.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import type { VaultKey } from '../db/vault.ts';
import { coded, touches, type FailureReport } from '../domain/failure.ts';
import { toTemporalFailure } from '../temporal/failures.ts';
import { withHeartbeat } from './caller.ts';
import { outcomeOf } from './outcome.ts';
import { writeChange, type ApplyResult, type CampaignPort, type Wrote } from './write-change.ts';

export interface ChangeDeps {
  db: Db;
  now(): Date;
  /** Signs what leaves for Temporal. */
  vaultKey: VaultKey;
  campaigns: CampaignPort;
}

export interface ChangeKey {
  tenantId: string;
  proposalId: string;
  runId: string;
}

/** What a change needs now. `state` is the proposal's, null when it is gone. */
export type NextStep = { state: ProposalRow['state'] | null } & (
  | { next: 'over' }
  | { next: 'wait'; waitMs: number; what: string }
  | { next: 'apply'; platform: string }
  | { next: 'score'; afterDays: number }
);

const DAY_MS = 86_400_000;
/** Days of an outcome, and the day on which the platform has reported them. */
const checks = [7, 28].map((afterDays) => ({ afterDays, delayMs: (afterDays + 1) * DAY_MS }));

/** How long an outcome waits for days that no sync has brought yet. */
const PATIENCE_DAYS = 7;

export type ChangeActivities = ReturnType<typeof createChangeActivities>;

/** The steps of `workflows/change.ts`. Every one reads the row and believes nothing else. */
export function createChangeActivities(deps: ChangeDeps) {
  const inTenant = <T>(key: ChangeKey, work: (tx: TenantTransaction) => Promise<T>): Promise<T> =>
    withTenant(
      deps.db,
      { tenantId: key.tenantId, actor: 'system:change', requestId: key.proposalId },
      work,
    ).catch((error: unknown) => {
      throw toTemporalFailure(error);
    });

  return {
    /** What to do now, by the rows. An open proposal past its time expires here. */
    async nextStep(key: ChangeKey): Promise<NextStep> {
      return inTenant(key, async (tx) => {
        const proposal = await findProposal(tx, key.proposalId);
        const state = proposal?.state ?? null;
        switch (proposal?.state) {
          case 'proposed': {
            const waitMs = proposal.expires_at.getTime() - deps.now().getTime();
            if (waitMs > 0) {
              await moveProposal(tx, proposal.id, ['proposed'], 'proposed', { runId: key.runId });
              return { state, next: 'wait', waitMs, what: 'Waits for a decision' };
            }
            await moveProposal(tx, proposal.id, ['proposed'], 'expired');
            return { state: 'expired', next: 'over' };
          }
          case 'approved':
          case 'applying':
          case 'applied':
            return { state, next: 'apply', platform: proposal.platform };
          case 'read_back': {
            const check = (await checksOf(tx, proposal.id)).find((one) => one.state === 'due');
            if (!check) break;
            const { after_days: afterDays, due_at: dueAt } = check;
            const waitMs = dueAt.getTime() - deps.now().getTime();
            if (waitMs <= 0) return { state, next: 'score', afterDays };
            return { state, next: 'wait', waitMs, what: `Waits for the outcome after ${afterDays} days` };
          }
        }
        await nothingDue(tx, 'change', key.proposalId);
        return { state, next: 'over' };
      });
    },

    /** Claims an approved change. null: there is nothing to apply. */
    async claimChange(key: ChangeKey): Promise<{ claimedBefore: boolean } | null> {
      return inTenant(key, (tx) => claimProposal(tx, key.proposalId, key.runId, deps.now()));
    },

    /** Makes the platform as approved, and says what it shows now. */
    async applyChange(key: ChangeKey & { claimedBefore: boolean }): Promise<ApplyResult> {
      return withHeartbeat(() => writeChange(deps, key));
    },

    /** Writes what was read back to proposal and campaign, and plans the outcome checks. null: conflict. */
    async settleChange(key: ChangeKey & { result: ApplyResult }): Promise<AppliedMemo | null> {
      return inTenant(key, async (tx) => {
        const { applied, seen, wrote } = key.result;
        const now = deps.now();
        const proposal = await findProposal(tx, key.proposalId);
        if (proposal?.state === 'read_back') return appliedMemo(tx, deps.vaultKey, proposal.id);
        if (proposal?.state !== 'applying') return null;
        await storeReadBack(tx, { platform: proposal.platform, id: proposal.campaign_id }, seen, now);
        if (!applied) {
          await moveProposal(tx, proposal.id, ['applying'], 'conflict', {
            readBack: seen,
            error: { code: 'conflict', ...conflict[wrote], remedy: 'Look at the campaign and decide again.' },
            ...(wrote === 'yes' ? { appliedAt: now } : {}),
          });
          return null;
        }
        await moveProposal(tx, proposal.id, ['applying'], 'applied', { appliedAt: now });
        await moveProposal(tx, proposal.id, ['applied'], 'read_back', { readBack: seen });
        // Only an agent's promise of an effect can be held against what came.
        if (proposal.effect) {
          const planned = checks.map(({ afterDays, delayMs }) => ({ afterDays, dueAt: new Date(now.getTime() + delayMs) })); // prettier-ignore
          await planChecks(tx, proposal.id, planned);
        }
        return appliedMemo(tx, deps.vaultKey, proposal.id);
      });
    },

    /** Stores why it failed. Where it is not known what the platform made of it, the next sync comes at once and shows that. */
    async failChange(key: ChangeKey & { report: FailureReport }): Promise<void> {
      await inTenant(key, async (tx) => {
        const error = key.report;
        const failed = await moveProposal(tx, key.proposalId, ['applying'], 'failed', { error });
        const unsure = error.touched === touches.unsure;
        if (failed && unsure) await scheduleNextSync(tx, failed.connection_id, deps.now());
      });
    },

    /** Holds the promised effect against the account's unchanged campaigns; days that a late sync still lacks are waited for. */
    async scoreChange(key: ChangeKey & { afterDays: number }): Promise<void> {
      await inTenant(key, async (tx) => {
        const proposal = await findProposal(tx, key.proposalId);
        if (!proposal?.applied_at) throw coded('not-found', 'There is no applied change to score.');
        const outcome = await outcomeOf(tx, { ...proposal, applied_at: proposal.applied_at }, key.afterDays);
        const { revenue: promised } = proposal.effect as {
          revenue: { mean: string; p10: string; p90: string };
        };
        const now = deps.now();
        const until = proposal.applied_at.getTime() + (key.afterDays + 1 + PATIENCE_DAYS) * DAY_MS;
        if (!outcome.measured && outcome.reason === 'days-missing' && now.getTime() < until) {
          return postponeCheck(tx, proposal.id, key.afterDays, new Date(now.getTime() + DAY_MS));
        }
        const inside = outcome.measured
          ? outcome.effect >= Number(promised.p10) && outcome.effect <= Number(promised.p90)
          : null;
        const state = outcome.measured ? 'done' : 'refused';
        const result = { ...outcome, per: 'week', promised };
        await saveCheck(tx, proposal.id, key.afterDays, { state, result, inside }, now);
      });
    },

    async refuseCheck(key: ChangeKey & { afterDays: number; report: FailureReport }): Promise<void> {
      const outcome = { state: 'refused' as const, result: { reason: key.report.code }, inside: null };
      await inTenant(key, (tx) => saveCheck(tx, key.proposalId, key.afterDays, outcome, deps.now()));
    },
  };
}

/** The campaign is neither as it was nor as approved. */
const conflict: Record<Wrote, Pick<FailureReport, 'message' | 'touched'>> = {
  no: {
    message: 'The campaign is neither as it was nor as approved: someone else changed it.',
    touched: touches.left,
  },
  maybe: {
    message: 'The campaign is neither as it was nor as approved: someone else changed it.',
    touched: touches.unsure,
  },
  yes: {
    message: 'We made the change, but the platform shows something else: it was changed again after us.',
    touched: touches.changedAgain,
  },
};
