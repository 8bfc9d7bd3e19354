import { z } from 'zod';
import { signInLinkSchema } from '../../../contracts/session.ts';
import { takeSignInLink } from '../../../db/repositories/sessions.ts';
import { startSession } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const signInLink: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-in-link',
    {
      config: { public: true, problems: ['invalid-link'] },
      schema: {
        tags: ['session'],
        summary: "A link's token, once",
        description: 'POST, so that a page preview that follows links does not use it up.',
        body: signInLinkSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const who = await takeSignInLink(deps.db, request.body.token, deps.now());
      if (!who) throw new ApiProblem('invalid-link', 'Ask for a new link, or sign in with your password.');
      await startSession(deps, request, reply, who, 'link');
      return reply.code(204).send(null);
    },
  );
