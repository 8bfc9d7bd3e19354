import { secondFactorSchema } from '../../../contracts/second-factor.ts';
import { readFactor } from '../../../db/repositories/second-factors.ts';
import { person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getSecondFactor: Route = (app, deps) =>
  app.get(
    '/api/v1/second-factor',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['session'],
        summary: 'Whether the reader signs in with an authenticator app, and the recovery codes left',
        response: { 200: secondFactorSchema },
      },
    },
    (request) => readFactor(deps.db, person(request).userId),
  );
