import { updateWorkspaceSchema, workspaceSettingsSchema } from '../../../contracts/workspace.ts';
import { findWorkspace, updateWorkspace } from '../../../db/repositories/tenants.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { stale, versionOf } from '../../request.ts';
import type { Route } from '../../types.ts';
import { viewWorkspace } from '../../workspace-view.ts';

export const putWorkspace: Route = (app, deps) =>
  app.put(
    '/api/v1/workspace',
    {
      config: {
        problems: ['person-required', 'confirmation-required', 'version-stale', 'version-required'],
      },
      schema: {
        tags: ['workspace'],
        summary: 'Changes name, time zone, currency and two-person threshold',
        description:
          'Needs If-Match. The threshold is changed by a person who has just proved who they are, and raised or removed by an owner only (`owners-only`). What waits for people already keeps the number of approvals it asked for.',
        body: updateWorkspaceSchema,
        response: { 200: workspaceSettingsSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      const version = versionOf(request);
      const { name, timeZone, currency, twoPersonAboveMicros } = request.body;
      const above = twoPersonAboveMicros === null ? null : BigInt(twoPersonAboveMicros);
      const row = await withTenant(deps.db, contextOf(request), async (tx) => {
        const present = await findWorkspace(tx);
        if (present.version !== version) throw stale();
        if (above !== present.two_person_above_micros) {
          const { role } = confirmedLately(request, deps.now());
          if (role !== 'owner' && isLooser(above, present.two_person_above_micros)) throw ownersOnly();
        }
        const change = { name, time_zone: timeZone, currency, two_person_above_micros: above };
        return updateWorkspace(tx, { ...change, version });
      });
      if (!row) throw stale();
      return viewWorkspace(row);
    },
  );

/** Whether more changes pass with one person; null: every one does. */
const isLooser = (next: bigint | null, present: bigint | null) =>
  present !== null && (next === null || next > present);

const ownersOnly = () =>
  new ApiProblem('forbidden', 'Only an owner raises or removes the amount above which two people decide.', {
    reason: 'owners-only',
  });
