import { z } from 'zod';
import { catalogue } from '../../../agents/catalogue.ts';
import { agentSchema, updateAgentSchema } from '../../../contracts/agents.ts';
import { getAgentInstance, putAgentInstance } from '../../../db/repositories/agent-instances.ts';
import { currentPlan } from '../../../db/repositories/plans.ts';
import { withTenant } from '../../../db/tenant.ts';
import { openPremium, settingsOf } from '../../agent-settings.ts';
import { viewAgent } from '../../agent-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import { stale, versionOf } from '../../request.ts';
import type { Route } from '../../types.ts';

export const putAgent: Route = (app, deps) =>
  app.put(
    '/api/v1/agents/:key',
    {
      config: { problems: ['version-stale', 'version-required', 'plan-limit', 'not-available-yet'] },
      schema: {
        tags: ['agents'],
        summary: 'Switches an agent on or off, sets autonomy and settings',
        description: 'The first one creates it; later ones need If-Match.',
        params: z.object({ key: z.string().max(60) }),
        body: updateAgentSchema,
        response: { 200: agentSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      const { key } = request.params;
      const entry = catalogue.find((one) => one.key === key);
      if (!entry) throw notFound('agent');
      const { settings: wanted, ...change } = request.body;
      return withTenant(deps.db, contextOf(request), async (tx) => {
        if (entry.premium) await openPremium(tx, deps.now());
        const settings = settingsOf(key, wanted);
        const existing = await getAgentInstance(tx, key);
        const version = existing ? versionOf(request) : null;
        const row = await putAgentInstance(tx, key, { ...change, settings }, version, deps.now());
        if (!row) throw stale();
        return viewAgent(entry, row, undefined, await currentPlan(tx));
      });
    },
  );
