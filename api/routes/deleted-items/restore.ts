import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { restoreItem, type Restored } from '../../../db/repositories/deleted-items.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

const UNIQUE_VIOLATION = '23505';

export const postRestore: Route = (app, deps) =>
  app.post(
    '/api/v1/deleted-items/:id/restore',
    {
      config: { problems: ['conflict', 'plan-limit'] },
      schema: {
        tags: ['deleted items'],
        summary: 'Restores a deleted item with all that belongs to it',
        description: 'A connection asks to be connected again; an agent comes back switched off.',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'manage');
      const done = await withTenant(deps.db, contextOf(request), (tx) =>
        restoreItem(tx, request.params.id, deps.now()),
      ).catch(takenMeanwhile);
      if (done === 'not-found') throw notFound('deleted item');
      if (done === 'taken') {
        throw new ApiProblem(
          'conflict',
          'Another one stands in its place. Delete that first, then restore this.',
        );
      }
      return reply.code(204).send(null);
    },
  );

function takenMeanwhile(error: unknown): Restored {
  if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
  throw error;
}
