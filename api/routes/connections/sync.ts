import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { syncSchema } from '../../../contracts/connections.ts';
import { findConnection } from '../../../db/repositories/connections.ts';
import { findSync, requestSync } from '../../../db/repositories/syncs.ts';
import { withTenant } from '../../../db/tenant.ts';
import { startSync } from '../../../temporal/start.ts';
import { viewSync } from '../../connection-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postSync: Route = (app, deps) =>
  app.post(
    '/api/v1/connections/:id/sync',
    {
      config: { problems: ['conflict'] },
      schema: {
        tags: ['connections'],
        summary: 'Syncs now',
        description: 'The sync that is under way, if there is one.',
        params: z.object({ id: idSchema }),
        response: { 202: syncSchema },
      },
    },
    async (request, reply) => {
      const { tenantId } = allowed(request, 'run');
      const { sync, platform } = await withTenant(deps.db, contextOf(request), async (tx) => {
        const connection = await findConnection(tx, request.params.id);
        if (!connection) throw notFound('connection');
        if (connection.state === 'reconnect') {
          throw new ApiProblem('conflict', 'The platform no longer accepts this connection. Connect again.');
        }
        const id = await requestSync(tx, { connectionId: connection.id, trigger: 'manual' }, deps.now());
        return { sync: (await findSync(tx, id))!, platform: connection.platform };
      });
      const { id, trigger } = sync;
      await startSync(
        deps.temporal,
        { tenantId, id, platform, trigger },
        { publicUrl: deps.config.publicUrl },
      );
      return reply.code(202).send(viewSync(sync));
    },
  );
