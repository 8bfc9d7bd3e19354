import { z } from 'zod';
import { allowed } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteAgent: Route = (app) =>
  app.delete(
    '/api/v1/agents/:key',
    {
      config: { problems: ['not-available-yet'] },
      schema: {
        tags: ['agents'],
        summary: 'Deletes a copy of an agent: comes with a later release',
        params: z.object({ key: z.string().max(60) }),
      },
    },
    (request) => {
      allowed(request, 'manage');
      throw new ApiProblem('not-available-yet', 'Switch the agent off with PUT instead.');
    },
  );
