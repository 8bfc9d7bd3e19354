import { z } from 'zod';
import { readAll } from '../../../db/repositories/notifications.ts';
import { withTenant } from '../../../db/tenant.ts';
import { contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putNotificationsRead: Route = (app, deps) =>
  app.put(
    '/api/v1/notifications/read',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['notifications'],
        summary: 'Marks all notifications of the reader as read',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId } = person(request);
      await withTenant(deps.db, contextOf(request), (tx) => readAll(tx, userId, deps.now()));
      return reply.code(204).send(null);
    },
  );
