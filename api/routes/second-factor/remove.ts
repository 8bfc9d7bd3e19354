import { z } from 'zod';
import { removeFactor } from '../../../db/repositories/second-factors.ts';
import { confirmedLately, ownAccount } from '../../plugins/session.ts';
import { tellFactorChanged } from '../../second-factor.ts';
import type { Route } from '../../types.ts';

export const deleteSecondFactor: Route = (app, deps) =>
  app.delete(
    '/api/v1/second-factor',
    {
      config: { problems: ['person-required', 'confirmation-required'] },
      schema: {
        tags: ['session'],
        summary: 'Removes the authenticator app and its recovery codes',
        description: 'Ends the other sessions of the reader. Without one there is nothing to do.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      ownAccount(request);
      const asks = confirmedLately(request, deps.now());
      await removeFactor(deps.db, asks.userId);
      await tellFactorChanged(deps, request, asks, 'off');
      return reply.code(204).send(null);
    },
  );
