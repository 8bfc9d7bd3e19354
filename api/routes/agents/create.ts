import { catalogue } from '../../../agents/catalogue.ts';
import { agentSchema, createAgentSchema } from '../../../contracts/agents.ts';
import { createAgentInstance } from '../../../db/repositories/agent-instances.ts';
import { currentPlan } from '../../../db/repositories/plans.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { openPremium, settingsOf } from '../../agent-settings.ts';
import { viewAgent } from '../../agent-view.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postAgent: Route = (app, deps) =>
  app.post(
    '/api/v1/agents',
    {
      config: { problems: ['conflict', 'plan-limit', 'not-available-yet'] },
      schema: {
        tags: ['agents'],
        summary: 'Sets an agent up in this workspace',
        description: 'Switched on unless `enabled` is false. A workspace has one of each.',
        headers: onceHeaders,
        body: createAgentSchema,
        response: { 201: agentSchema },
      },
    },
    async (request, reply) => {
      allowed(request, 'manage');
      const { agent: key, settings: wanted, ...change } = request.body;
      const entry = catalogue.find((one) => one.key === key);
      if (!entry) {
        throw new ApiProblem('invalid-request', 'There is no such agent; GET /agents lists them all.');
      }
      const write = async (tx: TenantTransaction) => {
        if (entry.premium) await openPremium(tx, deps.now());
        const settings = settingsOf(key, wanted);
        const row = await createAgentInstance(tx, key, { ...change, settings }, deps.now());
        if (!row) {
          throw new ApiProblem('conflict', `${entry.name} is set up already. Change it with PUT.`, {
            reason: 'agent-exists',
          });
        }
        return { done: row, view: viewAgent(entry, row, undefined, await currentPlan(tx)) };
      };
      const { done, view } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 201, deps.now(), () => write(tx)),
      );
      return markRepeat(reply, done).code(201).header('location', `/api/v1/agents/${key}`).send(view);
    },
  );
