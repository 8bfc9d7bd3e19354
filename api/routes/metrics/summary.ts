import { metricsSchema, periodQuerySchema } from '../../../contracts/metrics.ts';
import { withTenant } from '../../../db/tenant.ts';
import { readMetrics } from '../../metrics-view.ts';
import { periodOf } from '../../period.ts';
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
      const { from, to, currency } = request.query;
      const spans = periodOf({ from, to }, deps.now());
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        const tenant = await tx.selectFrom('tenants').select('currency').executeTakeFirstOrThrow();
        return readMetrics(tx, spans, { currency }, tenant.currency);
      });
    },
  );
