import { z } from 'zod';
import { confirmSchema } from '../../../contracts/sessions.ts';
import { isPassword } from '../../../db/repositories/passwords.ts';
import { kindOfCode } from '../../../db/repositories/second-factors.ts';
import { confirmSession } from '../../../db/repositories/sessions.ts';
import { logSignIn } from '../../../db/repositories/sign-ins.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { withTenant } from '../../../db/tenant.ts';
import { guess } from '../../guessing.ts';
import { contextOf, person } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { codeIsRight, codeRequired } from '../../second-factor.ts';
import { logRefusal, tryOf } from '../../sign-in-log.ts';
import type { Route } from '../../types.ts';

export const confirm: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/confirm',
    {
      config: { problems: ['person-required', 'wrong-credentials', 'code-required', 'too-many-requests'] },
      schema: {
        tags: ['session'],
        summary: 'Proves again who is signed in',
        description:
          'Sensitive acts ask for it (`confirmation-required`); it holds for ten minutes, in this session. Whoever has an authenticator app proves it with a code (`code-required`).',
        body: confirmSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId, tenantId, idHash } = person(request);
      const { password = '', code } = request.body;
      const user = await findUser(deps.db, userId);
      if (user?.secondFactor && code === undefined) throw codeRequired();
      const proven = await guess(deps, request, userId, async () => {
        if (code !== undefined) return (await codeIsRight(deps, request, userId, code)) ? true : null;
        return (await isPassword(user?.passwordHash ?? null, password, userId)) ? true : null;
      });
      const way = 'confirmation';
      const second = code === undefined ? null : kindOfCode(code);
      if (!proven) {
        const refusal = second ? 'wrong-code' : 'wrong-password';
        logRefusal(deps, request, { userId, tenantId }, { way, second, refusal });
        throw new ApiProblem('wrong-credentials', 'That is not right. Check it and try again.');
      }
      await withTenant(deps.db, contextOf(request), (tx) =>
        logSignIn(tx, userId, tryOf(request, way, { second })),
      );
      await confirmSession(deps.db, idHash, deps.now());
      return reply.code(204).send(null);
    },
  );
