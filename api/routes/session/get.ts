import { sessionSchema } from '../../../contracts/session.ts';
import { currentPlan } from '../../../db/repositories/plans.ts';
import { readSession } from '../../../db/repositories/tenants.ts';
import { deletionOf } from '../../../db/repositories/workspace-deletion.ts';
import { withTenant } from '../../../db/tenant.ts';
import { contextOf, signedIn } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';
import { viewDeletion } from '../../workspace-view.ts';

export const getSession: Route = (app, deps) =>
  app.get(
    '/api/v1/session',
    {
      schema: {
        tags: ['session'],
        summary: 'Who is signed in, where, and the counts of the sidebar',
        response: { 200: sessionSchema },
      },
    },
    async (request) => {
      const { userId, role, rights } = signedIn(request);
      const [found, plan] = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        Promise.all([readSession(tx, userId), currentPlan(tx)]),
      );
      const { user, tenant, sample, counts } = found;
      const deletion = deletionOf(tenant);
      const today = new Intl.DateTimeFormat('sv-SE', { timeZone: tenant.time_zone }).format(deps.now());
      return {
        user,
        tenant: {
          id: tenant.id,
          name: tenant.name,
          plan: tenant.plan,
          trialEndsAt: tenant.trial_ends_at?.toISOString() ?? null,
          timeZone: tenant.time_zone,
          currency: tenant.currency,
          // A day that was ahead, in the zone before, goes on.
          tasksToday: (tenant.tasks_day ?? '') >= today ? tenant.tasks_today : 0,
          tasksPerDay: plan.tasks,
          twoPersonAboveMicros: tenant.two_person_above_micros?.toString() ?? null,
          sample,
          deletion: deletion && viewDeletion(deletion),
        },
        role,
        rights: [...rights],
        counts,
        temporalUiUrl: deps.config.temporal.uiUrl,
      };
    },
  );
