import { notificationListSchema, notificationsQuerySchema } from '../../../contracts/notifications.ts';
import { listNotifications } from '../../../db/repositories/notifications.ts';
import { withTenant } from '../../../db/tenant.ts';
import { contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getNotifications: Route = (app, deps) =>
  app.get(
    '/api/v1/notifications',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['notifications'],
        summary: 'What the reader is told, newest first, and how much of it is unread',
        description: 'Of the last 90 days. Each is the reader’s own; nobody else sees it.',
        querystring: notificationsQuerySchema,
        response: { 200: notificationListSchema },
      },
    },
    async (request) => {
      const { userId } = person(request);
      const { unread, ...page } = request.query;
      const found = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listNotifications(tx, userId, { ...page, unread: unread === 'true' }),
      );
      return {
        ...found,
        data: found.data.map(({ id, kind, subject, words, created_at: at, read_at: readAt }) => ({
          ...{ id, kind, subject, words },
          at: at.toISOString(),
          readAt: readAt?.toISOString() ?? null,
        })),
      };
    },
  );
