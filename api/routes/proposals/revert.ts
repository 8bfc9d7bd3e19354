import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { proposalDetailSchema } from '../../../contracts/proposals.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { revertProposal } from '../../../db/repositories/proposals.ts';
import { withTenant } from '../../../db/tenant.ts';
import { startChange } from '../../../temporal/start.ts';
import { changeOf } from '../../change.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const postRevert: Route = (app, deps) =>
  app.post(
    '/api/v1/proposals/:id/revert',
    {
      config: { problems: ['conflict'] },
      schema: {
        tags: ['proposals'],
        summary: 'Puts back what an applied proposal changed, by a proposal of its own',
        params: z.object({ id: idSchema }),
        response: { 202: proposalDetailSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'change');
      const { row, view } = await withTenant(deps.db, contextOf(request), async (tx) => {
        const proposal = await revertProposal(tx, request.params.id, userId, deps.now());
        return { row: proposal, view: (await getProposalDetail(tx, proposal.id, localeOf(request)))! };
      }).catch(refused);
      await startChange(deps.temporal, changeOf(tenantId, row), { publicUrl: deps.config.publicUrl });
      return reply.code(202).send(view);
    },
  );
