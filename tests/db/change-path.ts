import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createChangeActivities } from '../../activities/change.ts';
import { openDatabase } from '../../db/database.ts';
import { decide } from '../../db/repositories/decisions.ts';
import { insertProposals } from '../../db/repositories/drafts.ts';
import { proposeByPerson } from '../../db/repositories/own-changes.ts';
import { findProposal, type ProposalRow } from '../../db/repositories/proposals.ts';
import type { MembershipsTable } from '../../db/schema/memberships.ts';
import { withoutTenant, withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { readVaultKey } from '../../db/vault.ts';
import type { BudgetPolicy, ChangeSide } from '../../domain/policy.ts';
import { createTestDatabase } from '../setup/database.ts';
import { addTenant } from './tenants.ts';

const platform = 'meta';
const ACCOUNT = 'act-1';
const EUR = 1_000_000n;

const ask: BudgetPolicy = {
  autonomy: 'ask',
  stepLimit: null,
  minDailyBudgetMicros: null,
  maxDailyBudgetMicros: null,
  lockedCampaigns: [],
};

/** `units` of EUR a day. */
export const budget = (units: number | bigint, currency = 'EUR') => ({
  dailyBudget: { micros: String(BigInt(units) * EUR), currency },
});

/** Proposals, decisions and claims of one tenant on a real PostgreSQL, with neither Temporal nor a platform. */
export async function startChangePath() {
  const database = await createTestDatabase();
  const db = openDatabase(database.appUrl);
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const tenant = await addTenant(db);
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
    withTenant(db, { tenantId: tenant.tenantId, actor: 'test' }, work);
  let time = new Date('2026-03-02T09:00:00Z');
  const noPlatform = () => Promise.reject(new Error('There is no platform here.'));
  const steps = createChangeActivities({
    db,
    now: () => time,
    vaultKey: readVaultKey(randomBytes(32).toString('base64')),
    campaigns: { read: noPlatform, change: noPlatform },
  });

  /** A member of the tenant. */
  async function person(role: MembershipsTable['role'] = 'operator'): Promise<string> {
    const id = randomUUID();
    await withoutTenant(db, (tx) =>
      tx
        .insertInto('users')
        .values({ id, email: `${id}@example.test`, name: 'Ada' })
        .execute(),
    );
    await inTenant((tx) => tx.insertInto('memberships').values({ user_id: id, role }).execute());
    return id;
  }

  const agentInstanceId = await inTenant(async (tx) => {
    const account = { platform, id: ACCOUNT, connection_id: tenant.connectionId, name: 'Account' } as const;
    await tx
      .insertInto('ad_accounts')
      .values({ ...account, currency: 'EUR', time_zone: 'Europe/Paris', status: 'active' })
      .execute();
    const instance = { agent_key: 'budget-analyzer' };
    return (await tx.insertInto('agent_instances').values(instance).returning('id').executeTakeFirstOrThrow())
      .id;
  });
  let tasks = 0n;

  return {
    ...{ db, tenant, superuser, inTenant, person, steps },
    now: () => time,
    setClock: (at: Date) => (time = at),

    /** An active campaign of 100 a day. */
    async campaign(currency = 'EUR'): Promise<string> {
      const id = randomUUID();
      const row = { platform, id, account_id: ACCOUNT, name: 'Linen', status: 'active', currency } as const;
      await inTenant((tx) =>
        tx
          .insertInto('campaigns')
          .values({ ...row, daily_budget_micros: 100n * EUR })
          .execute(),
      );
      return id;
    },

    campaignOf: (id: string) =>
      inTenant((tx) => tx.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirstOrThrow()),

    /** The campaign as somebody made it at the platform, once a sync has brought it. */
    seenAs: (id: string, micros: bigint) =>
      inTenant((tx) =>
        tx.updateTable('campaigns').set({ daily_budget_micros: micros }).where('id', '=', id).execute(),
      ),

    /** A run of the agent that advises another budget for a campaign, one row in one transaction. */
    async advise(campaignId: string, to = budget(120), policy: Partial<BudgetPolicy> = {}) {
      return inTenant(async (tx) => {
        const task = await tx
          .insertInto('tasks')
          .values({
            number: ++tasks,
            agent_key: 'budget-analyzer',
            agent_instance_id: agentInstanceId,
            capability: 'spend-optimization',
            trigger: 'manual',
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const execution = await tx
          .insertInto('executions')
          .values({ task_id: task.id, round: 1, try: 1 })
          .returning('id')
          .executeTakeFirstOrThrow();
        const campaign = await tx
          .selectFrom('campaigns')
          .selectAll()
          .where('id', '=', campaignId)
          .executeTakeFirstOrThrow();
        const micros = String(campaign.daily_budget_micros);
        const [id] = await insertProposals(
          tx,
          { taskId: task.id, executionId: execution.id, agentKey: 'budget-analyzer' },
          [
            {
              action: 'campaign.budget.set',
              ...{ platform, connectionId: tenant.connectionId, accountId: ACCOUNT, campaignId },
              targetVersion: campaign.version,
              from: { dailyBudget: { micros, currency: campaign.currency } },
              ...{ to, risk: 'low', effect: null, evidence: [], details: null },
            },
          ],
          { ...ask, ...policy },
          time,
        );
        return (await findProposal(tx, id!))!;
      });
    },

    /** A person's own change of the campaign as it is now. */
    async change(userId: string, campaignId: string, to: ChangeSide) {
      return inTenant(async (tx) => {
        const { version } = await tx
          .selectFrom('campaigns')
          .select('version')
          .where('id', '=', campaignId)
          .executeTakeFirstOrThrow();
        const wish = { userId, platform, campaignId, campaignVersion: version, to };
        return proposeByPerson(tx, wish, time);
      });
    },

    approve: (proposal: ProposalRow, userId: string) =>
      inTenant((tx) =>
        decide(tx, { proposalId: proposal.id, userId, verdict: 'approve', version: proposal.version }, time),
      ),

    find: (id: string) => inTenant(async (tx) => (await findProposal(tx, id))!),

    /** The steps of the workflow around the write. */
    claim: (id: string) => steps.claimChange({ tenantId: tenant.tenantId, proposalId: id, runId: id }),
    settle: (id: string, micros: bigint) =>
      steps.settleChange({
        ...{ tenantId: tenant.tenantId, proposalId: id, runId: id },
        result: {
          applied: true,
          wrote: 'yes',
          seen: { dailyBudgetMicros: String(micros), status: 'active' },
        },
      }),

    /** Returns once that many sessions wait for somebody else's lock. */
    async untilWaiting(count = 1): Promise<void> {
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while ((await superuser.query(waiting)).rowCount !== count) await sleep(10);
    },

    async close() {
      await superuser.end();
      await db.close();
      await database.drop();
    },
  };
}

export type ChangePath = Awaited<ReturnType<typeof startChangePath>>;
