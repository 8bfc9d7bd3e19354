import { updateWorkspaceSchema, workspaceSettingsSchema } from '../../../contracts/workspace.ts';
import { updateWorkspace } from '../../../db/repositories/tenants.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { stale, versionOf } from '../../request.ts';
import type { Route } from '../../types.ts';
import { viewWorkspace } from '../../workspace-view.ts';

export const putWorkspace: Route = (app, deps) =>
  app.put(
    '/api/v1/workspace',
    {
      config: { problems: ['version-stale', 'version-required'] },
      schema: {
        tags: ['workspace'],
        summary: 'Changes name, time zone, currency and two-person threshold',
        description:
          'Needs If-Match. What waits for people already keeps the number of approvals it asked for.',
        body: updateWorkspaceSchema,
        response: { 200: workspaceSettingsSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      const version = versionOf(request);
      const { name, timeZone, currency, twoPersonAboveMicros } = request.body;
      const row = await withTenant(deps.db, contextOf(request), (tx) =>
        updateWorkspace(tx, {
          name,
          time_zone: timeZone,
          currency,
          two_person_above_micros: twoPersonAboveMicros === null ? null : BigInt(twoPersonAboveMicros),
          version,
        }),
      );
      if (!row) throw stale();
      return viewWorkspace(row);
    },
  );
