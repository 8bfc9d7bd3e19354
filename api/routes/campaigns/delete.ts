import { z } from 'zod';
import { campaignIdSchema } from '../../../contracts/campaigns.ts';
import { allowed } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteCampaign: Route = (app) =>
  app.delete(
    '/api/v1/campaigns/:id',
    {
      config: { problems: ['not-available-yet'] },
      schema: {
        tags: ['campaigns'],
        summary: 'Deletes a campaign: comes with a later release',
        params: z.object({ id: campaignIdSchema }),
      },
    },
    (request) => {
      allowed(request, 'change');
      throw new ApiProblem('not-available-yet', 'Pause the campaign here, or delete it on the platform.');
    },
  );
