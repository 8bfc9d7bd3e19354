import { agentOf } from '../agents/registry.ts';
import { requirePremium } from '../db/repositories/plans.ts';
import { holdPlan } from '../db/repositories/subscriptions.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { ApiProblem } from './problem.ts';
import { issuesOf } from './request.ts';

/** The settings as the agent takes them, or undefined for none. 400 with every wrong one named; 501 for a later release. */
export function settingsOf(
  key: string,
  wanted: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  const agent = agentOf(key);
  if (!agent) throw new ApiProblem('not-available-yet', 'This agent comes with a later release.');
  if (!wanted) return undefined;
  const read = agent.settings.safeParse(wanted);
  if (read.success) return read.data as Record<string, unknown>;
  throw new ApiProblem('invalid-request', 'Some settings are not as documented.', {
    errors: issuesOf(read.error, '/settings'),
  });
}

/** Throws PlanLimit unless the workspace's plan has premium agents; it keeps them until the transaction ends. */
export async function openPremium(tx: TenantTransaction, now: Date): Promise<void> {
  const { plan, plans } = await holdPlan(tx, now);
  requirePremium(plans, plan, now);
}
