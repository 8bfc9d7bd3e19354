import { planSchema } from '../../../contracts/plan.ts';
import { holdPlan } from '../../../db/repositories/subscriptions.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewPlan } from '../../plan-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getPlan: Route = (app, deps) =>
  app.get(
    '/api/v1/plan',
    {
      schema: {
        tags: ['plan'],
        summary: 'The plan, its use, what the others give, and what happened to it',
        response: { 200: planSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      // Not read only: a plan whose time has come changes now.
      return withTenant(deps.db, contextOf(request), async (tx) =>
        viewPlan(tx, await holdPlan(tx, deps.now())),
      );
    },
  );
