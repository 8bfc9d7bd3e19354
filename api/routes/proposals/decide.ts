import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { decideSchema, proposalDetailSchema } from '../../../contracts/proposals.ts';
import { decide } from '../../../db/repositories/decisions.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { wakeChange } from '../../../temporal/start.ts';
import { changeOf } from '../../change.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const postDecision: Route = (app, deps) =>
  app.post(
    '/api/v1/proposals/:id/decisions',
    {
      config: { problems: ['conflict'] },
      schema: {
        tags: ['proposals'],
        summary: "One person's verdict on the version they saw",
        description: '409 when it is another by now.',
        params: z.object({ id: idSchema }),
        body: decideSchema,
        response: { 200: proposalDetailSchema },
      },
    },
    async (request) => {
      const { userId, tenantId } = allowed(request, 'change');
      const { decisionId, proposal, view } = await withTenant(deps.db, contextOf(request), async (tx) => {
        const decided = await decide(
          tx,
          { proposalId: request.params.id, userId, ...request.body },
          deps.now(),
        );
        return { ...decided, view: (await getProposalDetail(tx, request.params.id, localeOf(request)))! };
      }).catch(refused);
      const options = { publicUrl: deps.config.publicUrl };
      await wakeChange(deps.temporal, changeOf(tenantId, proposal), decisionId, options);
      return view;
    },
  );
