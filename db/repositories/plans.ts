import type { Selectable } from 'kysely';
import { opensWith, type LimitName, type PlanKey } from '../../domain/plans.ts';
import type { PlansTable } from '../schema/plans.ts';
import type { TenantTransaction } from '../tenant.ts';

export type PlanRow = Selectable<PlansTable>;

/** Every plan, smallest first. */
export function listPlans(tx: TenantTransaction): Promise<PlanRow[]> {
  return tx.selectFrom('plans').selectAll().orderBy('rank').execute();
}

/** The plan that the workspace has. */
export function currentPlan(tx: TenantTransaction): Promise<PlanRow> {
  return tx
    .selectFrom('tenants as t')
    .innerJoin('plans as p', 'p.key', 't.plan')
    .selectAll('p')
    .executeTakeFirstOrThrow();
}

export interface PlanUse {
  /** `premium-agents` is not counted: a plan has them or not. */
  of: LimitName | 'premium-agents';
  used: number;
  limit: number;
  /** When it begins anew; null: it does not by itself. */
  resetsAt: Date | null;
  /** The smallest plan that gives more; null: none does. */
  opensWith: PlanKey | null;
}

/** The workspace's plan has no more of it. Nothing was changed. */
export class PlanLimit extends Error {
  override readonly name = 'PlanLimit';
  readonly use: PlanUse;
  /** Until `resetsAt`, by the clock of the request. */
  readonly resetsInSeconds: number | null;
  constructor(use: PlanUse, now: Date) {
    super(`${said(use)} ${remedy(use)}`);
    this.use = use;
    this.resetsInSeconds = use.resetsAt && Math.ceil((use.resetsAt.getTime() - now.getTime()) / 1000);
  }
}

function said({ of, limit }: PlanUse): string {
  if (of === 'tasks') return `All ${limit} tasks of today are used.`;
  if (of === 'premium-agents') return 'This agent is not part of your plan.';
  const what = of === 'agents' ? 'agents that may be switched on' : 'connections that may be in use';
  return `All ${limit} ${what} are used.`;
}

function remedy({ of, opensWith: plan }: PlanUse): string {
  const change = plan ? ` Plan ${plan} gives more.` : '';
  if (of === 'tasks') return `Wait until tomorrow.${change}`;
  if (of === 'premium-agents') return plan ? `It opens with plan ${plan}.` : 'No plan opens it.';
  return `${of === 'agents' ? 'Switch another one off first.' : 'Pause or disconnect another one first.'}${change}`;
}

/** The use of something that is counted, as it stands. */
export function useOf(
  plans: readonly PlanRow[],
  plan: PlanRow,
  of: LimitName,
  used: number,
  resetsAt: Date | null = null,
) {
  return { of, used, limit: plan[of], resetsAt, opensWith: opensWith(plans, plan.key, (p) => p[of], used) };
}

/** Throws PlanLimit when there is no place for one more. */
export function requirePlace(use: Omit<PlanUse, 'limit'> & { limit: number | null }, now: Date): void {
  const { limit } = use;
  if (limit === null || use.used < limit) return;
  throw new PlanLimit({ ...use, limit }, now);
}

/** Throws PlanLimit unless the plan opens premium agents. */
export function requirePremium(plans: readonly PlanRow[], plan: PlanRow, now: Date): void {
  if (plan.premium_agents) return;
  const opens = opensWith(plans, plan.key, (candidate) => (candidate.premium_agents ? null : 0), 0);
  throw new PlanLimit({ of: 'premium-agents', used: 0, limit: 0, resetsAt: null, opensWith: opens }, now);
}
