import { allowed } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postAgent: Route = (app) =>
  app.post(
    '/api/v1/agents',
    {
      config: { problems: ['not-available-yet'] },
      schema: { tags: ['agents'], summary: 'Creates a further copy of an agent: comes with a later release' },
    },
    (request) => {
      allowed(request, 'manage');
      throw new ApiProblem('not-available-yet', 'Each agent has one copy for now: switch it on with PUT.');
    },
  );
