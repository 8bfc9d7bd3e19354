import { z } from 'zod';
import { catalogue } from '../../../agents/catalogue.ts';
import { agentSchema } from '../../../contracts/agents.ts';
import { AGENT_FIGURES_MS, agentStats, getAgentInstance } from '../../../db/repositories/agent-instances.ts';
import { currentPlan } from '../../../db/repositories/plans.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewAgent } from '../../agent-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const getAgent: Route = (app, deps) =>
  app.get(
    '/api/v1/agents/:key',
    {
      schema: {
        tags: ['agents'],
        summary: 'One agent with its settings, state and figures of the last 30 days',
        params: z.object({ key: z.string().max(60) }),
        response: { 200: agentSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const { key } = request.params;
      const entry = catalogue.find((one) => one.key === key);
      if (!entry) throw notFound('agent');
      const since = new Date(deps.now().getTime() - AGENT_FIGURES_MS);
      const [instance, stats, plan] = await withTenant(
        deps.db,
        contextOf(request, { readOnly: true }),
        (tx) => Promise.all([getAgentInstance(tx, key), agentStats(tx, since), currentPlan(tx)]),
      );
      return viewAgent(entry, instance ?? undefined, stats.get(key), plan);
    },
  );
