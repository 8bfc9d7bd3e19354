import { proveCodeSchema, recoveryCodesSchema } from '../../../contracts/second-factor.ts';
import { confirmFactor } from '../../../db/repositories/second-factors.ts';
import { guess } from '../../guessing.ts';
import { confirmedLately, ownAccount } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { tellFactorChanged } from '../../second-factor.ts';
import type { Route } from '../../types.ts';

export const putSecondFactor: Route = (app, deps) =>
  app.put(
    '/api/v1/second-factor',
    {
      config: {
        problems: ['person-required', 'confirmation-required', 'wrong-credentials', 'too-many-requests'],
      },
      schema: {
        tags: ['session'],
        summary: 'Proves the authenticator app with its first code, and gives recovery codes, once',
        description: 'Ends the other sessions of the reader.',
        body: proveCodeSchema,
        response: { 200: recoveryCodesSchema },
      },
    },
    async (request) => {
      ownAccount(request);
      const asks = confirmedLately(request, deps.now());
      const { vaultKey } = deps.config;
      const recoveryCodes = await guess(deps, request, `code ${asks.userId}`, () =>
        confirmFactor(deps.db, vaultKey, asks.userId, request.body.code.replace(/\s/g, ''), deps.now()),
      );
      if (!recoveryCodes)
        throw new ApiProblem('wrong-credentials', 'That is not the code that the app shows now.');
      await tellFactorChanged(deps, request, asks, 'on');
      return { recoveryCodes };
    },
  );
