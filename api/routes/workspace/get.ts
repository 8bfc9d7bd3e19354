import { workspaceSettingsSchema } from '../../../contracts/workspace.ts';
import { findWorkspace } from '../../../db/repositories/tenants.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';
import { viewWorkspace } from '../../workspace-view.ts';

export const getWorkspace: Route = (app, deps) =>
  app.get(
    '/api/v1/workspace',
    {
      schema: {
        tags: ['workspace'],
        summary: 'Name, time zone, currency and two-person threshold of the workspace',
        response: { 200: workspaceSettingsSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      return viewWorkspace(
        await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) => findWorkspace(tx)),
      );
    },
  );
