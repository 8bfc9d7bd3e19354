import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { connectionSchema } from '../../../contracts/connections.ts';
import { findConnection } from '../../../db/repositories/connections.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewConnections } from '../../connection-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const getConnection: Route = (app, deps) =>
  app.get(
    '/api/v1/connections/:id',
    {
      schema: {
        tags: ['connections'],
        summary: 'One connection',
        params: z.object({ id: idSchema }),
        response: { 200: connectionSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const [view] = await withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        const row = await findConnection(tx, request.params.id);
        return row ? viewConnections(tx, [row], deps.now()) : [];
      });
      if (!view) throw notFound('connection');
      return view;
    },
  );
