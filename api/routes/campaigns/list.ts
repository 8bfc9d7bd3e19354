import { z } from 'zod';
import { campaignListSchema, listCampaignsSchema } from '../../../contracts/campaigns.ts';
import { listCampaigns, sumCampaigns } from '../../../db/repositories/campaigns.ts';
import { metricsSyncedAt } from '../../../db/repositories/overview.ts';
import { withTenant } from '../../../db/tenant.ts';
import { platformSchema } from '../../../contracts/platforms.ts';
import { viewCampaign } from '../../campaign-view.ts';
import { spanOf, spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { totalsOf } from '../../totals.ts';
import type { Route } from '../../types.ts';

/** Last row of a page: spend, platform and id. */
const cursorSchema = z.tuple([z.string().regex(/^-?\d{1,18}$/), platformSchema, z.string()]);

export const getCampaigns: Route = (app, deps) =>
  app.get(
    '/api/v1/campaigns',
    {
      config: { problems: ['invalid-cursor'] },
      schema: {
        tags: ['campaigns'],
        summary: 'Campaigns by spend of the period, most first, beside the period before',
        querystring: listCampaignsSchema,
        response: { 200: campaignListSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const { limit, cursor, from, to, ...filter } = request.query;
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const { spans, rows, totals, syncedAt } = await withTenant(
        deps.db,
        contextOf(request, { readOnly: true }),
        async (tx) => {
          const spans = await spansOf(tx, { from, to }, deps.now(), { platform: filter.platform });
          const [rows, totals, syncedAt] = await Promise.all([
            listCampaigns(tx, filter, spans, { limit: limit + 1, after }, deps.now()),
            sumCampaigns(tx, filter, spans.period),
            metricsSyncedAt(tx),
          ]);
          return { spans, rows, totals, syncedAt };
        },
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        data: page.map(viewCampaign),
        nextCursor:
          rows.length > limit && last
            ? Buffer.from(
                JSON.stringify([String(last.totals.spend_micros), last.platform, last.id]),
              ).toString('base64url')
            : null,
        period: spanOf(spans.period),
        before: spanOf(spans.before),
        totals: totals.map((sums) => totalsOf(sums, sums.currency)),
        syncedAt: syncedAt?.toISOString() ?? null,
      };
    },
  );

function readCursor(cursor: string) {
  try {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    const [spend, platform, id] = cursorSchema.parse(JSON.parse(text));
    return { spendMicros: BigInt(spend), platform, id };
  } catch {
    throw new ApiProblem('invalid-cursor', 'Read the list again from its start.');
  }
}
