import { z } from 'zod';
import { endSession } from '../../../db/repositories/sessions.ts';
import { clearSessionCookie } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const signOut: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-out',
    {
      config: { public: true },
      schema: {
        tags: ['session'],
        summary: 'Ends this session at once',
        description: 'Without one there is nothing to end, which is fine.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      if (caller?.kind === 'session') await endSession(deps.db, caller.idHash);
      clearSessionCookie(deps, reply);
      return reply.code(204).send(null);
    },
  );
