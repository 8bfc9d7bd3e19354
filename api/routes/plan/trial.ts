import { changePlanSchema, planSchema } from '../../../contracts/plan.ts';
import { startTrial } from '../../../db/repositories/subscriptions.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { viewPlan } from '../../plan-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postTrial: Route = (app, deps) =>
  app.post(
    '/api/v1/plan/trial',
    {
      config: { problems: ['conflict'] },
      schema: {
        tags: ['plan'],
        summary: 'Tries a larger plan for 14 days, once',
        description: 'Then the plan before it is back, unless the larger one is chosen with PUT.',
        headers: onceHeaders,
        body: changePlanSchema,
        response: { 201: planSchema },
      },
    },
    async (request, reply) => {
      allowed(request, 'plan');
      const context = contextOf(request);
      const write = async (tx: TenantTransaction) => {
        const held = await startTrial(tx, request.body.plan, context.actor, deps.now());
        if (!held) {
          throw new ApiProblem(
            'conflict',
            'A workspace tries a larger plan once, and not while another plan is on its way. Choose it with PUT.',
            { reason: 'trial-used' },
          );
        }
        return { done: held, view: await viewPlan(tx, held) };
      };
      const { done, view } = await withTenant(deps.db, context, (tx) =>
        once(tx, request, 201, deps.now(), () => write(tx)),
      );
      return markRepeat(reply, done).code(201).send(view);
    },
  );
