import { z } from 'zod';
import { connectionSchema } from '../../../contracts/connections.ts';
import { listConnections } from '../../../db/repositories/connections.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewConnections } from '../../connection-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getConnections: Route = (app, deps) =>
  app.get(
    '/api/v1/connections',
    {
      schema: {
        tags: ['connections'],
        summary: 'Every connection with its accounts and the state of each stream',
        response: { 200: z.object({ data: z.array(connectionSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const data = await withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) =>
        viewConnections(tx, await listConnections(tx), deps.now()),
      );
      return { data };
    },
  );
