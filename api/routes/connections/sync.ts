import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { syncSchema } from '../../../contracts/connections.ts';
import { findConnection } from '../../../db/repositories/connections.ts';
import { findSync, requestSync } from '../../../db/repositories/syncs.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { startSync } from '../../../temporal/start.ts';
import { viewSync } from '../../connection-view.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
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
        headers: onceHeaders,
        response: { 202: syncSchema },
      },
    },
    async (request, reply) => {
      const { tenantId } = allowed(request, 'run');
      const write = async (tx: TenantTransaction) => {
        const connection = await findConnection(tx, request.params.id);
        if (!connection) throw notFound('connection');
        if (connection.state === 'reconnect') {
          throw new ApiProblem('conflict', 'The platform no longer accepts this connection. Connect again.');
        }
        const id = await requestSync(tx, { connectionId: connection.id, trigger: 'manual' }, deps.now());
        const sync = (await findSync(tx, id))!;
        return { done: { sync, platform: connection.platform }, view: viewSync(sync) };
      };
      const { done, view } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 202, deps.now(), () => write(tx)),
      );
      if (done) {
        const { id, trigger } = done.sync;
        const options = { publicUrl: deps.config.publicUrl };
        await startSync(deps.temporal, { tenantId, id, platform: done.platform, trigger }, options);
      }
      return markRepeat(reply, done).code(202).send(view);
    },
  );
