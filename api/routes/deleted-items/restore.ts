import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { restoreItem } from '../../../db/repositories/deleted-items.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

const UNIQUE_VIOLATION = '23505';

export const postRestore: Route = (app, deps) =>
  app.post(
    '/api/v1/deleted-items/:id/restore',
    {
      config: { problems: ['conflict', 'plan-limit'] },
      schema: {
        tags: ['deleted items'],
        summary: 'Restores a deleted item with all that belongs to it',
        description: 'A connection asks to be connected again; an agent comes back switched off.',
        headers: onceHeaders,
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'manage');
      const write = async (tx: TenantTransaction) => {
        const done = await restoreItem(tx, request.params.id, deps.now());
        if (done === 'not-found') throw notFound('deleted item');
        if (done === 'taken') throw taken();
        return { done, view: {} };
      };
      const { done } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 204, deps.now(), () => write(tx)),
      ).catch(takenMeanwhile);
      return markRepeat(reply, done).code(204).send(null);
    },
  );

const taken = () =>
  new ApiProblem('conflict', 'Another one stands in its place. Delete that first, then restore this.');

function takenMeanwhile(error: unknown): never {
  throw (error as { code?: string }).code === UNIQUE_VIOLATION ? taken() : error;
}
