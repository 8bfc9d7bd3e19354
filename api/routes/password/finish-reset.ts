import { z } from 'zod';
import { finishResetSchema } from '../../../contracts/passwords.ts';
import { findReset, finishReset } from '../../../db/repositories/password-changes.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { hashNewPassword, tellPasswordChanged } from '../../new-password.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const putPasswordReset: Route = (app, deps) =>
  app.put(
    '/api/v1/auth/password-reset',
    {
      config: { public: true, problems: ['invalid-link', 'weak-password'] },
      schema: {
        tags: ['session'],
        summary: 'Chooses a new password with the token of a link, once',
        description:
          'Ends every session of the person and signs nobody in: a second factor is still asked for.',
        body: finishResetSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const invalid = new ApiProblem('invalid-link', 'Ask for a new link on the sign-in page.');
      const reset = await findReset(deps.db, token, deps.now());
      const user = reset && (await findUser(deps.db, reset.userId));
      if (!reset || !user) throw invalid;
      // A password that is refused leaves the link as it is.
      const hash = await hashNewPassword(deps, password, user, reset.tenantId);
      if (!(await finishReset(deps.db, token, hash, deps.now()))) throw invalid;
      await tellPasswordChanged(deps, user, reset.tenantId);
      request.log.info({ tenant: reset.tenantId, user: user.id }, 'password changed by link');
      return reply.code(204).send(null);
    },
  );
