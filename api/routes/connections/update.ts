import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { connectionSchema, updateConnectionSchema } from '../../../contracts/connections.ts';
import { selectAccounts } from '../../../db/repositories/ad-accounts.ts';
import { findConnection, updateConnection } from '../../../db/repositories/connections.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewConnections } from '../../connection-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import { stale } from '../../request.ts';
import type { Route } from '../../types.ts';

export const putConnection: Route = (app, deps) =>
  app.put(
    '/api/v1/connections/:id',
    {
      config: { problems: ['version-stale', 'plan-limit'] },
      schema: {
        tags: ['connections'],
        summary: 'Pauses or goes on, sets the interval, selects the accounts to sync',
        description: 'If-Match is honoured when sent.',
        params: z.object({ id: idSchema }),
        headers: z.object({
          'if-match': z
            .string()
            .regex(/^"\d{1,9}"$/)
            .optional(),
        }),
        body: updateConnectionSchema,
        response: { 200: connectionSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      const { selectedAccounts, ...change } = request.body;
      const match = request.headers['if-match'];
      const version = match === undefined ? undefined : Number(match.slice(1, -1));
      const [view] = await withTenant(deps.db, contextOf(request), async (tx) => {
        const { id } = request.params;
        if (!(await findConnection(tx, id))) throw notFound('connection');
        const row = await updateConnection(tx, id, { ...change, version }, deps.now());
        if (!row) throw stale();
        if (selectedAccounts) await selectAccounts(tx, id, selectedAccounts);
        return viewConnections(tx, [row], deps.now());
      });
      return view!;
    },
  );
