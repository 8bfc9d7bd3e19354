import type { Plan } from '../contracts/plan.ts';
import { countAgentsOn } from '../db/repositories/agent-instances.ts';
import { countInUse, listConnections } from '../db/repositories/connections.ts';
import { useOf, type PlanRow } from '../db/repositories/plans.ts';
import { listSubscriptionEvents, type HeldPlan } from '../db/repositories/subscriptions.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { namesOf } from '../db/repositories/users.ts';

const EVENTS = 50;

/** The workspace's plan with its use, what follows, what every plan gives, and what happened. */
export async function viewPlan(tx: TenantTransaction, held: HeldPlan): Promise<Plan> {
  const { plan, plans, standing, tasks } = held;
  const [agents, connections, events] = await Promise.all([
    countAgentsOn(tx),
    listConnections(tx),
    listSubscriptionEvents(tx, EVENTS),
  ]);
  const connectors = countInUse(connections);
  const names = await namesOf(
    tx,
    events.map(({ actor }) => actor),
  );
  const next = plans.find(({ key }) => key === standing.nextPlan);
  const beyond = (used: number, limit: number | null) => (limit === null ? 0 : Math.max(0, used - limit));
  return {
    plan: plan.key,
    state: standing.nextReason === 'trial' ? 'trial' : next ? 'ending' : 'active',
    next: next
      ? {
          plan: next.key,
          at: standing.nextPlanAt!.toISOString(),
          reason: standing.nextReason!,
          agentsOff: beyond(agents, next.agents),
          connectionsPaused: beyond(connectors, next.connectors),
        }
      : null,
    trialAvailable: !standing.trialUsedAt && !next && plans.some(({ rank }) => rank > plan.rank),
    use: [
      useOf(plans, plan, 'tasks', tasks.used, tasks.tomorrow),
      useOf(plans, plan, 'agents', agents),
      useOf(plans, plan, 'connectors', connectors),
    ].map(({ resetsAt, ...use }) => ({ ...use, resetsAt: resetsAt?.toISOString() ?? null })),
    offers: plans.map(viewOffer),
    events: events.map((event) => ({
      at: event.at.toISOString(),
      kind: event.kind,
      from: event.from_plan,
      to: event.to_plan,
      effectiveAt: event.effective_at.toISOString(),
      by: names.get(event.actor) ?? null,
      agentsOff: event.agents_off,
      connectionsPaused: event.connections_paused,
    })),
  };
}

const viewOffer = (plan: PlanRow): Plan['offers'][number] => ({
  plan: plan.key,
  tasks: plan.tasks,
  agents: plan.agents,
  connectors: plan.connectors,
  premiumAgents: plan.premium_agents,
  sso: plan.sso,
  customIntegrations: plan.custom_integrations,
  support: plan.support,
  requests: plan.requests,
});
