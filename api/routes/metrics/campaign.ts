import { z } from 'zod';
import { campaignIdSchema } from '../../../contracts/campaigns.ts';
import { metricsSchema, periodQuerySchema } from '../../../contracts/metrics.ts';
import type { Platform } from '../../../contracts/platforms.ts';
import { findCampaign } from '../../../db/repositories/campaigns.ts';
import { withTenant } from '../../../db/tenant.ts';
import { readMetrics } from '../../metrics-view.ts';
import { spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const getMetricsCampaign: Route = (app, deps) =>
  app.get(
    '/api/v1/metrics/campaign/:campaignId',
    {
      config: { problems: ['not-found'] },
      schema: {
        tags: ['metrics'],
        summary: 'Figures of one campaign, day by day, beside the period before',
        params: z.object({ campaignId: campaignIdSchema }),
        querystring: periodQuerySchema.omit({ currency: true }),
        response: { 200: metricsSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const [platform, campaignId] = request.params.campaignId.split(':') as [Platform, string];
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        const campaign = await findCampaign(tx, platform, campaignId);
        if (!campaign) throw notFound('campaign');
        const { account_id: accountId, currency } = campaign;
        const spans = await spansOf(tx, request.query, deps.now(), { platform, accountId });
        return readMetrics(tx, spans, { platform, campaignId, currency });
      });
    },
  );
