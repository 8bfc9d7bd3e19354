import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { revokeKey } from '../../../db/repositories/api-keys.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf, person } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteApiKey: Route = (app, deps) =>
  app.delete(
    '/api/v1/api-keys/:id',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['API keys'],
        summary: 'Ends a key; its next request is refused',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'keys');
      person(request);
      const { id } = request.params;
      const found = await withTenant(deps.db, contextOf(request), (tx) => revokeKey(tx, id, deps.now()));
      if (!found) throw notFound('living key');
      request.log.info({ key: id }, 'an API key was ended');
      return reply.code(204).send(null);
    },
  );
