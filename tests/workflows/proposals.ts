import { randomUUID } from 'node:crypto';
import { decide } from '../../db/repositories/decisions.ts';
import { insertProposals, type Draft } from '../../db/repositories/drafts.ts';
import { findProposal } from '../../db/repositories/proposals.ts';
import { withoutTenant, type TenantTransaction } from '../../db/tenant.ts';
import { changePlan } from '../../db/repositories/subscriptions.ts';
import type { BudgetPolicy } from '../../domain/policy.ts';
import { workflowIds } from '../../temporal/names.ts';
import { startChange, wakeChange, type StartableChange } from '../../temporal/start.ts';
import type { Happening } from '../../sandbox/ledger.ts';
import type { WorkerOverrides } from '../../workers/main.ts';
import { eventually, startProduct } from './product.ts';

export type State = NonNullable<Awaited<ReturnType<typeof findProposal>>>['state'];
type Write = Extract<Happening, { kind: 'write' }>;

const ask: BudgetPolicy = {
  autonomy: 'ask',
  stepLimit: null,
  minDailyBudgetMicros: null,
  maxDailyBudgetMicros: null,
  lockedCampaigns: [],
};

/** A product whose sweeper looks once an hour, so that only what a test does moves a change, and words for proposals. */
export async function startChanges(overrides: WorkerOverrides = {}) {
  const product = await startProduct({ sweepEveryMs: 3_600_000, ...overrides });
  const { client, workspace } = product;
  const tenant = await product.tenant();
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
    workspace.inTenant(tenant.tenantId, work);
  await inTenant((tx) => changePlan(tx, 'pro', 'test', new Date()));

  const find = (id: string) => inTenant(async (t) => (await findProposal(t, id))!);
  const campaign = (id: string) =>
    inTenant((t) => t.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirstOrThrow());

  return {
    ...{ product, client, workspace, tenant, inTenant, find, campaign },

    /** An agent's advice to change a campaign's daily budget, in units of its currency. */
    async advise(
      campaignId: string,
      units: number,
      given: { policy?: Partial<BudgetPolicy>; risk?: Draft['risk']; revenue?: object } = {},
    ) {
      const task = await product.run(tenant);
      await product.until(tenant.tenantId, task.id, 'completed');
      const now = await campaign(campaignId);
      const budget = (micros: bigint) => ({
        dailyBudget: { micros: String(micros), currency: now.currency },
      });
      const draft: Draft = {
        action: 'campaign.budget.set',
        platform: 'meta',
        connectionId: tenant.connectionId,
        accountId: now.account_id,
        campaignId,
        targetVersion: now.version,
        from: budget(now.daily_budget_micros!),
        to: budget(BigInt(units) * 1_000_000n),
        risk: given.risk ?? 'low',
        effect: given.revenue ? { per: 'week', currency: now.currency, revenue: given.revenue } : null,
        evidence: [],
        details: null,
      };
      const [id] = await inTenant(async (t) => {
        const { id: executionId } = await t
          .selectFrom('executions')
          .select('id')
          .where('task_id', '=', task.id)
          .executeTakeFirstOrThrow();
        const source = { taskId: task.id, executionId, agentKey: 'budget-analyzer' };
        return insertProposals(t, source, [draft], { ...ask, ...given.policy }, workspace.deps.now());
      });
      return find(id!);
    },

    /** Starts the workflow as the sweeper does and waits until it waits. */
    async begin(proposal: Row) {
      await startChange(client, startable(proposal), { waitMs: 10_000 });
      await eventually(
        () => find(proposal.id),
        (row) => row.run_id !== null,
      );
    },

    /** One person's verdict on what stands there now, and the waking of the workflow, as the API does. */
    async decide(proposal: Row, verdict: 'approve' | 'reject' = 'approve', userId = tenant.userId) {
      const { version } = await find(proposal.id);
      const decision = { proposalId: proposal.id, userId, verdict, version };
      const { decisionId } = await inTenant((t) => decide(t, decision, workspace.deps.now()));
      return wakeChange(client, startable(proposal), decisionId, { waitMs: 10_000 });
    },

    wake: (proposal: Row, decisionId: string = randomUUID()) =>
      wakeChange(client, startable(proposal), decisionId, { waitMs: 10_000 }),

    until: (id: string, ...states: State[]) =>
      eventually(
        () => find(id),
        (row) => states.includes(row.state),
      ),

    handle: (id: string) => client.workflow.getHandle(workflowIds.change(id)),

    /** What the platform received for a campaign since the ledger had `after` entries. */
    async writes(campaignId: string, after = 0): Promise<Write[]> {
      const { body } = await workspace.sandbox.control(
        `/__ledger?kind=write&campaign=${campaignId}&after=${after}`,
      );
      return body.data as unknown as Write[];
    },

    /** Length of the ledger. */
    async ledger(): Promise<number> {
      const { body } = await workspace.sandbox.control('/__ledger');
      return (body.data as unknown as { seq: number }[]).at(-1)!.seq;
    },

    /** Another person who may decide. */
    async colleague(role: 'operator' | 'analyst' = 'operator') {
      const id = randomUUID();
      const user = { id, email: `${id}@example.test`, name: 'Grace' };
      await withoutTenant(workspace.deps.db, (t) => t.insertInto('users').values(user).execute());
      await inTenant((t) => t.insertInto('memberships').values({ user_id: id, role }).execute());
      return id;
    },

    async openDue(id: string): Promise<boolean> {
      const rows = await inTenant((t) =>
        t.selectFrom('due_work').select('id').where('kind', '=', 'change').where('id', '=', id).execute(),
      );
      return rows.length > 0;
    },
    close: () => product.close(),
  };
}

type Row = NonNullable<Awaited<ReturnType<typeof findProposal>>>;

export const startable = (proposal: Row): StartableChange => ({
  tenantId: proposal.tenant_id,
  id: proposal.id,
  agentKey: proposal.agent_key,
  platform: proposal.platform,
  action: proposal.action,
  campaignId: proposal.campaign_id,
  state: proposal.state,
});

export const micros = (units: number) => String(units * 1_000_000);
