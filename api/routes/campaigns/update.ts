import { z } from 'zod';
import { campaignIdSchema, updateCampaignSchema } from '../../../contracts/campaigns.ts';
import type { Platform } from '../../../contracts/platforms.ts';
import { proposalDetailSchema } from '../../../contracts/proposals.ts';
import { findCampaign } from '../../../db/repositories/campaigns.ts';
import { decide } from '../../../db/repositories/decisions.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { proposeByPerson } from '../../../db/repositories/own-changes.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { startChange, wakeChange } from '../../../temporal/start.ts';
import { changeOf } from '../../change.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import { localeOf, refused, stale, versionOf } from '../../request.ts';
import type { Route } from '../../types.ts';

export const putCampaign: Route = (app, deps) =>
  app.put(
    '/api/v1/campaigns/:id',
    {
      config: {
        problems: ['conflict', 'unprocessable', 'large-change', 'version-stale', 'version-required'],
      },
      schema: {
        tags: ['campaigns'],
        summary:
          "A person's own change of budget or status, carried out like an agent's: proposal, decision, workflow",
        description:
          'With `instead`, all of it or nothing: the proposal it names is rejected too. A budget of more than double the one of now needs `sure: true`.',
        params: z.object({ id: campaignIdSchema }),
        headers: onceHeaders,
        body: updateCampaignSchema,
        response: { 202: proposalDetailSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'change');
      const campaignVersion = versionOf(request);
      const [platform, campaignId] = request.params.id.split(':') as [Platform, string];
      const { instead, note, ...wish } = request.body;
      const { sure, ...to } = 'sure' in wish ? wish : { ...wish, sure: false };
      const write = async (tx: TenantTransaction) => {
        const campaign = await findCampaign(tx, platform, campaignId);
        if (!campaign) throw notFound('campaign');
        if (campaign.version !== campaignVersion) throw stale();
        const other = instead
          ? await decide(tx, { proposalId: instead, userId, verdict: 'reject', note }, deps.now())
          : null;
        if (other && (other.proposal.platform !== platform || other.proposal.campaign_id !== campaignId)) {
          throw notFound('proposal of this campaign');
        }
        const change = { userId, platform, campaignId, campaignVersion, to, sure };
        const own = await proposeByPerson(tx, change, deps.now());
        return { done: { own, other }, view: (await getProposalDetail(tx, own.id, localeOf(request)))! };
      };
      const { done, view } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 202, deps.now(), () => write(tx)),
      ).catch(refused);
      if (done) {
        const { own, other } = done;
        const options = { publicUrl: deps.config.publicUrl };
        await Promise.all([
          startChange(deps.temporal, changeOf(tenantId, own), options),
          other && wakeChange(deps.temporal, changeOf(tenantId, other.proposal), other.decisionId, options),
        ]);
      }
      return markRepeat(reply, done).code(202).send(view);
    },
  );
