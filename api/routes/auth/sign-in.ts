import { z } from 'zod';
import { signInSchema } from '../../../contracts/session.ts';
import { isPassword } from '../../../db/repositories/passwords.ts';
import { kindOfCode } from '../../../db/repositories/second-factors.ts';
import { findUserByEmail, membershipsOf, normalEmail } from '../../../db/repositories/users.ts';
import { guess } from '../../guessing.ts';
import type { ApiDeps } from '../../deps.ts';
import { mustComeBySso, startSession } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { provenTwice } from '../../second-factor.ts';
import { logRefusal } from '../../sign-in-log.ts';
import type { Route } from '../../types.ts';

export const signIn: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-in',
    {
      config: {
        public: true,
        problems: ['wrong-credentials', 'code-required', 'forbidden', 'too-many-requests'],
      },
      schema: {
        tags: ['session'],
        summary: 'E-mail and password',
        description:
          'The answer does not tell whether the account exists. `code-required`: the password is right; send it again with a code of the authenticator app, or a recovery code.',
        body: signInSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { email, password, code } = request.body;
      const who = await guess(deps, request, email, async () => {
        const user = await findUserByEmail(deps.db, email);
        const right = await isPassword(user?.passwordHash ?? null, password, normalEmail(email));
        if (!user) return null;
        const refused = (refusal: 'wrong-password' | 'wrong-code') => {
          const second = refusal === 'wrong-code' && code ? kindOfCode(code) : null;
          logRefusal(deps, request, { userId: user.id }, { way: 'password', refusal, second });
          return null;
        };
        if (!right) return refused('wrong-password');
        const proof = await provenTwice(deps, request, user, code);
        if (!proof) return refused('wrong-code');
        const home = await firstHome(deps, user.id);
        return home && { ...home, ...proof, ground: { passwordHash: user.passwordHash } };
      });
      if (!who) throw new ApiProblem('wrong-credentials', 'Check both and try again.');
      await startSession(deps, request, reply, who, 'password');
      return reply.code(204).send(null);
    },
  );

/** The workspace that a person has been in the longest, of those that let them in with a password where there is one. */
async function firstHome(deps: ApiDeps, userId: string) {
  const homes = (await membershipsOf(deps.db, userId)).map(({ tenantId }) => ({ userId, tenantId }));
  for (const home of homes) if (!(await mustComeBySso(deps, home))) return home;
  return homes[0] ?? null;
}
