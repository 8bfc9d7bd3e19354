import { z } from 'zod';
import { endSessionsOf } from '../../../db/repositories/sessions.ts';
import { clearSessionCookie, reachOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const signOutEverywhere: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-out-everywhere',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['session'],
        summary: 'Ends every session of the reader at once, this one too',
        description: 'Signed in by their company, those in its workspace.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await endSessionsOf(deps.db, reachOf(request));
      request.log.info('signed out everywhere');
      clearSessionCookie(deps, reply);
      return reply.code(204).send(null);
    },
  );
