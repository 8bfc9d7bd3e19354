import {
  notificationPreferencesSchema,
  updateNotificationPreferencesSchema,
} from '../../../contracts/notifications.ts';
import { findPreferences, savePreferences } from '../../../db/repositories/notifications.ts';
import { withTenant } from '../../../db/tenant.ts';
import { isUrgent } from '../../../domain/notifications.ts';
import { minuteOf, viewPreferences } from '../../notification-preferences-view.ts';
import { contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putNotificationPreferences: Route = (app, deps) =>
  app.put(
    '/api/v1/notification-preferences',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['notifications'],
        summary: 'Chooses of what the reader is told, by which ways, and when not',
        description: 'What is urgent is told by every way, at once, whatever is chosen.',
        body: updateNotificationPreferencesSchema,
        response: { 200: notificationPreferencesSchema },
      },
    },
    async (request) => {
      const { userId, rights } = person(request);
      const { choices, quietHours } = request.body;
      const chosen = Object.fromEntries(
        choices
          .filter(({ kind }) => !isUrgent(kind))
          .map(({ kind, console, email }) => [kind, { console, email }]),
      );
      const quiet = quietHours && {
        ...{ from: minuteOf(quietHours.from), until: minuteOf(quietHours.until) },
        timeZone: quietHours.timeZone,
      };
      return viewPreferences(
        await withTenant(deps.db, contextOf(request), async (tx) => {
          await savePreferences(tx, userId, chosen, quiet);
          return findPreferences(tx, userId);
        }),
        rights,
      );
    },
  );
