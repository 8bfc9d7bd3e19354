import { changePlanSchema, planSchema } from '../../../contracts/plan.ts';
import { changePlan } from '../../../db/repositories/subscriptions.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewPlan } from '../../plan-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putPlan: Route = (app, deps) =>
  app.put(
    '/api/v1/plan',
    {
      schema: {
        tags: ['plan'],
        summary: 'Chooses a plan',
        description:
          'A larger one begins at once. A smaller one begins after 14 days, or when a trial ends; then the newest agents and connections beyond its limits are switched off, and nothing is deleted. The present one takes back what was to follow.',
        body: changePlanSchema,
        response: { 200: planSchema },
      },
    },
    async (request) => {
      allowed(request, 'plan');
      const context = contextOf(request);
      return withTenant(deps.db, context, async (tx) =>
        viewPlan(tx, await changePlan(tx, request.body.plan, context.actor, deps.now())),
      );
    },
  );
