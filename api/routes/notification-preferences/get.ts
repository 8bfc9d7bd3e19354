import { notificationPreferencesSchema } from '../../../contracts/notifications.ts';
import { findPreferences } from '../../../db/repositories/notifications.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewPreferences } from '../../notification-preferences-view.ts';
import { contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getNotificationPreferences: Route = (app, deps) =>
  app.get(
    '/api/v1/notification-preferences',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['notifications'],
        summary: 'Of what the reader is told in this workspace, by which ways, and when not',
        response: { 200: notificationPreferencesSchema },
      },
    },
    async (request) => {
      const { userId, rights } = person(request);
      return viewPreferences(
        await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
          findPreferences(tx, userId),
        ),
        rights,
      );
    },
  );
