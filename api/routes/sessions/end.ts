import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { endOwnSession } from '../../../db/repositories/sessions.ts';
import { reachOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteSession: Route = (app, deps) =>
  app.delete(
    '/api/v1/sessions/:id',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['session'],
        summary: 'Signs the reader out in one place, at once',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      if (!(await endOwnSession(deps.db, reachOf(request), request.params.id)))
        throw notFound('session of yours');
      request.log.info({ session: request.params.id }, 'a session was ended');
      return reply.code(204).send(null);
    },
  );
