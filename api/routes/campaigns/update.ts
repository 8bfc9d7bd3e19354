import { z } from 'zod';
import { campaignIdSchema, updateCampaignSchema } from '../../../contracts/campaigns.ts';
import type { Platform } from '../../../contracts/platforms.ts';
import { proposalDetailSchema } from '../../../contracts/proposals.ts';
import { findCampaign } from '../../../db/repositories/campaigns.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { proposeByPerson } from '../../../db/repositories/proposals.ts';
import { withTenant } from '../../../db/tenant.ts';
import { startChange } from '../../../temporal/start.ts';
import { changeOf } from '../../change.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import { localeOf, refused, stale, versionOf } from '../../request.ts';
import type { Route } from '../../types.ts';

export const putCampaign: Route = (app, deps) =>
  app.put(
    '/api/v1/campaigns/:id',
    {
      config: { problems: ['conflict', 'version-stale', 'version-required'] },
      schema: {
        tags: ['campaigns'],
        summary:
          "A person's own change of budget or status, carried out like an agent's: proposal, decision, workflow",
        params: z.object({ id: campaignIdSchema }),
        body: updateCampaignSchema,
        response: { 202: proposalDetailSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'change');
      const campaignVersion = versionOf(request);
      const [platform, campaignId] = request.params.id.split(':') as [Platform, string];
      const { row, view } = await withTenant(deps.db, contextOf(request), async (tx) => {
        const campaign = await findCampaign(tx, platform, campaignId);
        if (!campaign) throw notFound('campaign');
        if (campaign.version !== campaignVersion) throw stale();
        const proposal = await proposeByPerson(
          tx,
          { userId, platform, campaignId, campaignVersion, to: request.body },
          deps.now(),
        );
        return { row: proposal, view: (await getProposalDetail(tx, proposal.id, localeOf(request)))! };
      }).catch(refused);
      await startChange(deps.temporal, changeOf(tenantId, row), { publicUrl: deps.config.publicUrl });
      return reply.code(202).send(view);
    },
  );
