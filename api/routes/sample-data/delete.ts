import { z } from 'zod';
import { removeSampleData } from '../../../db/repositories/sample-data.ts';
import { withTenant } from '../../../db/tenant.ts';
import { cancelChange, cancelSync, cancelTask } from '../../../temporal/start.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const deleteSampleData: Route = (app, deps) =>
  app.delete(
    '/api/v1/sample-data',
    {
      schema: {
        tags: ['sample data'],
        summary: 'Removes everything that came from the sandbox',
        description:
          'Real accounts, agents and their settings stay. Without sample data there is nothing to do.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'manage');
      const { tasks, syncs, changes } = await withTenant(deps.db, contextOf(request), removeSampleData);
      // A run that this does not reach finds no row and ends without acting.
      await Promise.all([
        ...tasks.map((task) => cancelTask(deps.temporal, task)),
        ...syncs.map((sync) => cancelSync(deps.temporal, sync)),
        ...changes.map((change) => cancelChange(deps.temporal, change)),
      ]);
      return reply.code(204).send(null);
    },
  );
