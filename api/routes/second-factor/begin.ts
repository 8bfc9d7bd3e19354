import { generateSecret, generateURI } from 'otplib';
import { toString as draw } from 'qrcode';
import { secondFactorSetupSchema } from '../../../contracts/second-factor.ts';
import { beginFactor } from '../../../db/repositories/second-factors.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { confirmedLately, ownAccount } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postSecondFactor: Route = (app, deps) =>
  app.post(
    '/api/v1/second-factor',
    {
      config: { problems: ['person-required', 'confirmation-required', 'conflict'] },
      schema: {
        tags: ['session'],
        summary: 'A secret for an authenticator app; asked for at sign-in once a first code has proved it',
        response: { 200: secondFactorSetupSchema },
      },
    },
    async (request) => {
      ownAccount(request);
      const { userId } = confirmedLately(request, deps.now());
      const user = await findUser(deps.db, userId);
      const secret = generateSecret();
      if (!(await beginFactor(deps.db, deps.config.vaultKey, userId, secret))) {
        throw new ApiProblem('conflict', 'You have an authenticator app already. Remove it first.');
      }
      const uri = generateURI({ issuer: 'AEGIS', label: user?.email ?? '', secret });
      return { secret, uri, picture: await draw(uri, { type: 'svg', margin: 1 }) };
    },
  );
