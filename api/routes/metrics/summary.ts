import { metricsSchema, periodQuerySchema } from '../../../contracts/metrics.ts';
import { withTenant } from '../../../db/tenant.ts';
import { readMetrics } from '../../metrics-view.ts';
import { spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getMetricsSummary: Route = (app, deps) =>
  app.get(
    '/api/v1/metrics/summary',
    {
      schema: {
        tags: ['metrics'],
        summary: 'Figures of all platforms, day by day, beside the period before',
        querystring: periodQuerySchema,
        response: { 200: metricsSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const { currency, ...asked } = request.query;
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        return readMetrics(tx, await spansOf(tx, asked, deps.now()), { currency });
      });
    },
  );
