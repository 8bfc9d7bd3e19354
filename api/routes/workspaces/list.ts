import { z } from 'zod';
import { workspaceSchema } from '../../../contracts/workspaces.ts';
import { membershipsOf } from '../../../db/repositories/users.ts';
import { withTenant } from '../../../db/tenant.ts';
import { person, reachOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getWorkspaces: Route = (app, deps) =>
  app.get(
    '/api/v1/workspaces',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['session'],
        summary:
          'The workspaces that the reader belongs to, living ones before deleted ones, the oldest membership first',
        description: 'Signed in by their company, its workspace.',
        response: { 200: z.object({ data: z.array(workspaceSchema) }) },
      },
    },
    async (request) => {
      const { tenantId: here } = person(request);
      const { userId, tenantId: only } = reachOf(request);
      const data = [];
      for (const { tenantId, role } of await membershipsOf(deps.db, userId)) {
        if (only && tenantId !== only) continue;
        // Each name is read inside its own tenant.
        const context = { tenantId, actor: `user:${userId}`, requestId: request.id, readOnly: true };
        const tenant = await withTenant(deps.db, context, (tx) =>
          tx.selectFrom('tenants').select(['name', 'deleted_at']).executeTakeFirst(),
        );
        const current = tenantId === here;
        if (tenant) {
          data.push({ id: tenantId, name: tenant.name, role, current, deleted: tenant.deleted_at !== null });
        }
      }
      return { data };
    },
  );
