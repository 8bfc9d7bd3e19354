import { z } from 'zod';
import { campaignIdSchema, campaignSchema } from '../../../contracts/campaigns.ts';
import type { Platform } from '../../../contracts/platforms.ts';
import { listCampaigns } from '../../../db/repositories/campaigns.ts';
import { withTenant } from '../../../db/tenant.ts';
import { viewCampaign } from '../../campaign-view.ts';
import { spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const getCampaign: Route = (app, deps) =>
  app.get(
    '/api/v1/campaigns/:id',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'One campaign',
        description: 'Its ETag is what a change of it sends as If-Match.',
        params: z.object({ id: campaignIdSchema }),
        response: { 200: campaignSchema },
      },
    },
    async (request, reply) => {
      allowed(request, 'read');
      const [platform, id] = request.params.id.split(':') as [Platform, string];
      const [row] = await withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        const spans = await spansOf(tx, {}, deps.now(), { platform });
        return listCampaigns(tx, { platform, id }, spans, { limit: 1 }, deps.now());
      });
      if (!row) throw notFound('campaign');
      return reply.header('etag', `"${row.version}"`).send(viewCampaign(row));
    },
  );
