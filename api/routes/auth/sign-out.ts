import { z } from 'zod';
import { endSession } from '../../../db/repositories/sessions.ts';
import { clearSessionCookie } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

/** POST: ends this session at once. Without one there is nothing to end, which is fine. */
export const signOut: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-out',
    { schema: { tags: ['session'], response: { 204: z.null() } } },
    async (request, reply) => {
      if (request.session) await endSession(deps.db, request.session.idHash);
      clearSessionCookie(deps, reply);
      return reply.code(204).send(null);
    },
  );
