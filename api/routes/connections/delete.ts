import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { disconnect } from '../../../db/repositories/connections.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteConnection: Route = (app, deps) =>
  app.delete(
    '/api/v1/connections/:id',
    {
      schema: {
        tags: ['connections'],
        summary: 'Disconnects',
        description:
          'The credential is deleted at once, waiting proposals are withdrawn, what was synced is kept.',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'manage');
      const done = await withTenant(deps.db, contextOf(request), (tx) =>
        disconnect(tx, request.params.id, deps.now()),
      );
      if (!done) throw notFound('connection');
      return reply.code(204).send(null);
    },
  );
