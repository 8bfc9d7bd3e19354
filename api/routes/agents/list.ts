import { z } from 'zod';
import { catalogue } from '../../../agents/catalogue.ts';
import { agentSchema } from '../../../contracts/agents.ts';
import {
  AGENT_FIGURES_MS,
  agentStats,
  listAgentInstances,
} from '../../../db/repositories/agent-instances.ts';
import { currentPlan } from '../../../db/repositories/plans.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewAgent } from '../../agent-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getAgents: Route = (app, deps) =>
  app.get(
    '/api/v1/agents',
    {
      schema: {
        tags: ['agents'],
        summary: 'All agents of the product with their state here',
        description: 'Figures of the last 30 days.',
        response: { 200: z.object({ data: z.array(agentSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const since = new Date(deps.now().getTime() - AGENT_FIGURES_MS);
      const [instances, stats, plan] = await withTenant(
        deps.db,
        contextOf(request, { readOnly: true }),
        (tx) => Promise.all([listAgentInstances(tx), agentStats(tx, since), currentPlan(tx)]),
      );
      const data = catalogue.map((entry) =>
        viewAgent(
          entry,
          instances.find((instance) => instance.agent_key === entry.key),
          stats.get(entry.key),
          plan,
        ),
      );
      return { data };
    },
  );
