import { z } from 'zod';
import { signInLinkSchema } from '../../../contracts/session.ts';
import { findSignInLink, takeSignInLink } from '../../../db/repositories/sessions.ts';
import { kindOfCode } from '../../../db/repositories/second-factors.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { startSession } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { provenTwice } from '../../second-factor.ts';
import { logRefusal } from '../../sign-in-log.ts';
import type { Route } from '../../types.ts';

export const signInLink: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-in-link',
    {
      config: {
        public: true,
        problems: ['invalid-link', 'wrong-credentials', 'code-required', 'forbidden', 'too-many-requests'],
      },
      schema: {
        tags: ['session'],
        summary: "A link's token, once",
        description: 'POST, so that a page preview that follows links does not use it up.',
        body: signInLinkSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { token, code } = request.body;
      const invalid = new ApiProblem('invalid-link', 'Ask for a new link, or sign in with your password.');
      const userId = await findSignInLink(deps.db, token, deps.now());
      const user = userId && (await findUser(deps.db, userId));
      if (!user) throw invalid;
      // A wrong code leaves the link as it is.
      const proof = await provenTwice(deps, request, user, code);
      if (!proof) {
        const second = kindOfCode(code!);
        logRefusal(deps, request, { userId: user.id }, { way: 'link', refusal: 'wrong-code', second });
        throw new ApiProblem('wrong-credentials', 'That code is not right. Check it and try again.');
      }
      const who = await takeSignInLink(deps.db, token, deps.now());
      if (!who) throw invalid;
      await startSession(deps, request, reply, { ...who, ...proof }, 'link');
      return reply.code(204).send(null);
    },
  );
