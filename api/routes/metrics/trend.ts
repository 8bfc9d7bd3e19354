import { z } from 'zod';
import { periodQuerySchema, trendPeriodSchema, trendSchema } from '../../../contracts/metrics.ts';
import { sumDays } from '../../../db/repositories/overview.ts';
import { withTenant } from '../../../db/tenant.ts';
import { currencyOf } from '../../metrics-view.ts';
import { spanOf, spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { trendDays, trendOf } from '../../trend.ts';
import type { Route } from '../../types.ts';

export const getMetricsTrend: Route = (app, deps) =>
  app.get(
    '/api/v1/metrics/trend/:period',
    {
      schema: {
        tags: ['metrics'],
        summary: 'Figures of all platforms by day, week (from Monday) or month',
        description:
          'Without dates: 28 days, 12 weeks or 12 months up to yesterday. Ratios are computed from the sums of each part.',
        params: z.object({ period: trendPeriodSchema }),
        querystring: periodQuerySchema,
        response: { 200: trendSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const { period } = request.params;
      const { currency: asked, ...dates } = request.query;
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        const { period: span } = await spansOf(tx, dates, deps.now(), { days: trendDays[period] });
        const rows = await sumDays(tx, span);
        const currency = asked ?? (await currencyOf(tx, rows));
        return { period, span: spanOf(span), currency, points: trendOf(rows, span, period, currency) };
      });
    },
  );
