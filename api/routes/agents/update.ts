import { z } from 'zod';
import { catalogue } from '../../../agents/catalogue.ts';
import { agentOf } from '../../../agents/registry.ts';
import { agentSchema, updateAgentSchema } from '../../../contracts/agents.ts';
import { getAgentInstance, putAgentInstance } from '../../../db/repositories/agent-instances.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewAgent } from '../../agent-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { issuesOf, stale, versionOf } from '../../request.ts';
import type { Route } from '../../types.ts';

export const putAgent: Route = (app, deps) =>
  app.put(
    '/api/v1/agents/:key',
    {
      config: { problems: ['version-stale', 'version-required', 'not-available-yet'] },
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
      const agent = agentOf(key);
      if (!agent) throw new ApiProblem('not-available-yet', 'This agent comes with a later release.');
      const { settings: wanted, ...change } = request.body;
      const settings = wanted && agent.settings.safeParse(wanted);
      if (settings && !settings.success) {
        throw new ApiProblem('invalid-request', 'Some settings are not as documented.', {
          errors: issuesOf(settings.error, '/settings'),
        });
      }
      return withTenant(deps.db, contextOf(request), async (tx) => {
        const existing = await getAgentInstance(tx, key);
        const version = existing ? versionOf(request) : null;
        const row = await putAgentInstance(
          tx,
          key,
          { ...change, settings: settings?.data as Record<string, unknown> | undefined },
          version,
        );
        if (!row) throw stale();
        const { plan } = await tx.selectFrom('tenants').select('plan').executeTakeFirstOrThrow();
        return viewAgent(entry, row, undefined, plan);
      });
    },
  );
