import { z } from 'zod';
import { signInSchema } from '../../../contracts/session.ts';
import { isPassword } from '../../../db/repositories/passwords.ts';
import { findUserByEmail, membershipsOf } from '../../../db/repositories/users.ts';
import { startSession } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const signIn: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sign-in',
    {
      config: { public: true, problems: ['wrong-credentials', 'too-many-requests'] },
      schema: {
        tags: ['session'],
        summary: 'E-mail and password',
        description: 'The answer does not tell whether the account exists.',
        body: signInSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const wait = deps.signIns.wait(email, request.ip, deps.now());
      if (wait > 0) {
        const seconds = Math.ceil(wait / 1000);
        throw new ApiProblem('too-many-requests', `Too many wrong passwords. Try again in ${seconds} s.`, {
          retryAfterSeconds: seconds,
        });
      }
      const user = await findUserByEmail(deps.db, email);
      const right = await isPassword(user?.passwordHash ?? null, password);
      const [home] = right && user ? await membershipsOf(deps.db, user.id) : [];
      if (!user || !home) {
        deps.signIns.failed(email, request.ip, deps.now());
        request.log.warn({ ip: request.ip }, 'a sign-in failed');
        throw new ApiProblem('wrong-credentials', 'Check both and try again.');
      }
      deps.signIns.succeeded(email, request.ip);
      await startSession(deps, reply, { userId: user.id, tenantId: home.tenantId });
      return reply.code(204).send(null);
    },
  );
