import { recoveryCodesSchema } from '../../../contracts/second-factor.ts';
import { renewCodes } from '../../../db/repositories/second-factors.ts';
import { confirmedLately, ownAccount } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { tellFactorChanged } from '../../second-factor.ts';
import type { Route } from '../../types.ts';

export const postRecoveryCodes: Route = (app, deps) =>
  app.post(
    '/api/v1/second-factor/recovery-codes',
    {
      config: { problems: ['person-required', 'confirmation-required', 'conflict'] },
      schema: {
        tags: ['session'],
        summary: 'New recovery codes in place of the old ones, shown once',
        response: { 200: recoveryCodesSchema },
      },
    },
    async (request) => {
      ownAccount(request);
      const asks = confirmedLately(request, deps.now());
      const recoveryCodes = await renewCodes(deps.db, asks.userId);
      if (!recoveryCodes)
        throw new ApiProblem('conflict', 'There is no authenticator app. Set one up first.');
      await tellFactorChanged(deps, request, asks, 'codes');
      return { recoveryCodes };
    },
  );
