import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { decideSchema, proposalDetailSchema } from '../../../contracts/proposals.ts';
import { decide } from '../../../db/repositories/decisions.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { wakeChange } from '../../../temporal/start.ts';
import { changeOf } from '../../change.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const postDecision: Route = (app, deps) =>
  app.post(
    '/api/v1/proposals/:id/decisions',
    {
      config: { problems: ['conflict', 'unprocessable'] },
      schema: {
        tags: ['proposals'],
        summary: "One person's verdict on the version they saw",
        description: '409 when it is another by now.',
        params: z.object({ id: idSchema }),
        headers: onceHeaders,
        body: decideSchema,
        response: { 200: proposalDetailSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'change');
      const write = async (tx: TenantTransaction) => {
        const done = await decide(tx, { proposalId: request.params.id, userId, ...request.body }, deps.now());
        return { done, view: (await getProposalDetail(tx, request.params.id, localeOf(request)))! };
      };
      const { done, view } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 200, deps.now(), () => write(tx)),
      ).catch(refused);
      if (done) {
        const options = { publicUrl: deps.config.publicUrl };
        await wakeChange(deps.temporal, changeOf(tenantId, done.proposal), done.decisionId, options);
      }
      return markRepeat(reply, done).send(view);
    },
  );
