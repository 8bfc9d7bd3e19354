import { z } from 'zod';
import { confirmSchema } from '../../../contracts/sessions.ts';
import { isPassword } from '../../../db/repositories/passwords.ts';
import { confirmSession } from '../../../db/repositories/sessions.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { guess } from '../../guessing.ts';
import { person } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { codeIsRight } from '../../second-factor.ts';
import type { Route } from '../../types.ts';

export const confirm: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/confirm',
    {
      config: { problems: ['person-required', 'wrong-credentials', 'too-many-requests'] },
      schema: {
        tags: ['session'],
        summary: 'Proves again who is signed in',
        description:
          'Sensitive acts ask for it (`confirmation-required`); it holds for ten minutes, in this session.',
        body: confirmSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId, idHash } = person(request);
      const { password = '', code } = request.body;
      const proven = await guess(deps, request, userId, async () => {
        if (code !== undefined) return (await codeIsRight(deps, request, userId, code)) ? true : null;
        const user = await findUser(deps.db, userId);
        return (await isPassword(user?.passwordHash ?? null, password, userId)) ? true : null;
      });
      if (!proven) throw new ApiProblem('wrong-credentials', 'That is not right. Check it and try again.');
      await confirmSession(deps.db, idHash, deps.now());
      return reply.code(204).send(null);
    },
  );
