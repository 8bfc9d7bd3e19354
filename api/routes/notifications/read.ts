import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { readOne } from '../../../db/repositories/notifications.ts';
import { withTenant } from '../../../db/tenant.ts';
import { contextOf, person } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const putNotificationRead: Route = (app, deps) =>
  app.put(
    '/api/v1/notifications/:id/read',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['notifications'],
        summary: 'Marks one notification of the reader as read',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId } = person(request);
      const found = await withTenant(deps.db, contextOf(request), (tx) =>
        readOne(tx, userId, request.params.id, deps.now()),
      );
      if (!found) throw notFound('notification');
      return reply.code(204).send(null);
    },
  );
