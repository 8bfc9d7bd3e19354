import { allowed } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postCampaign: Route = (app) =>
  app.post(
    '/api/v1/campaigns',
    {
      config: { problems: ['not-available-yet'] },
      schema: { tags: ['campaigns'], summary: 'Creates a campaign: comes with a later release' },
    },
    (request) => {
      allowed(request, 'change');
      throw new ApiProblem(
        'not-available-yet',
        'Create the campaign on the platform; the next sync shows it here.',
      );
    },
  );
