import { z } from 'zod';
import { changePasswordSchema } from '../../../contracts/passwords.ts';
import { changePassword } from '../../../db/repositories/password-changes.ts';
import { isPassword } from '../../../db/repositories/passwords.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { guess } from '../../guessing.ts';
import { hashNewPassword, tellPasswordChanged } from '../../new-password.ts';
import { confirmedLately, ownAccount, startSession } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { logRefusal } from '../../sign-in-log.ts';
import type { Route } from '../../types.ts';

export const putPassword: Route = (app, deps) =>
  app.put(
    '/api/v1/password',
    {
      config: {
        problems: [
          'person-required',
          'confirmation-required',
          'wrong-credentials',
          'weak-password',
          'too-many-requests',
        ],
      },
      schema: {
        tags: ['session'],
        summary: 'Changes the password of the reader',
        description: 'Every session ends but this one, which goes on under a new cookie; a mail tells of it.',
        body: changePasswordSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = ownAccount(request);
      const { current, next } = request.body;
      const user = await findUser(deps.db, userId);
      if (!user) throw new ApiProblem('not-signed-in', 'Your account is gone.');
      if (user.passwordHash === null) confirmedLately(request, deps.now());
      else {
        const right = await guess(deps, request, userId, async () =>
          (await isPassword(user.passwordHash, current ?? '', userId)) ? true : null,
        );
        if (!right) {
          logRefusal(deps, request, { userId, tenantId }, { way: 'new-password', refusal: 'wrong-password' });
          throw new ApiProblem('wrong-credentials', 'Your present password is another one.');
        }
      }
      const hash = await hashNewPassword(deps, next, user, tenantId);
      const password = { present: user.passwordHash, next: hash };
      if (!(await changePassword(deps.db, userId, password, deps.now()))) {
        throw new ApiProblem('wrong-credentials', 'Your password was changed meanwhile, elsewhere.');
      }
      const who = { userId, tenantId, ground: { passwordHash: hash } };
      await startSession(deps, request, reply, who, 'password', 'new-password');
      await tellPasswordChanged(deps, user, tenantId);
      request.log.info('password changed');
      return reply.code(204).send(null);
    },
  );
