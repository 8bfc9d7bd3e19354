import { z } from 'zod';
import { restoreWorkspace } from '../../../db/repositories/workspace-deletion.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf, person } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteWorkspaceDeletion: Route = (app, deps) =>
  app.delete(
    '/api/v1/workspace/deletion',
    {
      config: { problems: ['person-required', 'not-found'] },
      schema: {
        tags: ['workspace'],
        summary: 'Restores the deleted workspace as it was',
        description: 'Schedules go on at once; tasks that were called back stay ended.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'delete');
      person(request);
      const done = await withTenant(deps.db, contextOf(request), (tx) => restoreWorkspace(tx, deps.now()));
      if (!done) throw notFound('deletion');
      request.log.warn('workspace restored');
      return reply.code(204).send(null);
    },
  );
