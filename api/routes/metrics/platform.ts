import { z } from 'zod';
import { metricsSchema, periodQuerySchema } from '../../../contracts/metrics.ts';
import { platformSchema } from '../../../contracts/platforms.ts';
import { withTenant } from '../../../db/tenant.ts';
import { readMetrics } from '../../metrics-view.ts';
import { spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getMetricsPlatform: Route = (app, deps) =>
  app.get(
    '/api/v1/metrics/platform/:platform',
    {
      schema: {
        tags: ['metrics'],
        summary: 'Figures of one platform, day by day, beside the period before',
        params: z.object({ platform: platformSchema }),
        querystring: periodQuerySchema,
        response: { 200: metricsSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const { platform } = request.params;
      const { currency, ...asked } = request.query;
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        const spans = await spansOf(tx, asked, deps.now(), { platform });
        return readMetrics(tx, spans, { platform, currency });
      });
    },
  );
