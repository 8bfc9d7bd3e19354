import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { proposalDetailSchema } from '../../../contracts/proposals.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { revertProposal } from '../../../db/repositories/own-changes.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { startChange } from '../../../temporal/start.ts';
import { changeOf } from '../../change.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const postRevert: Route = (app, deps) =>
  app.post(
    '/api/v1/proposals/:id/revert',
    {
      config: { problems: ['conflict', 'unprocessable'] },
      schema: {
        tags: ['proposals'],
        summary: 'Puts back what an applied proposal changed, by a proposal of its own',
        params: z.object({ id: idSchema }),
        headers: onceHeaders,
        response: { 202: proposalDetailSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'change');
      const write = async (tx: TenantTransaction) => {
        const done = await revertProposal(tx, request.params.id, userId, deps.now());
        return { done, view: (await getProposalDetail(tx, done.id, localeOf(request)))! };
      };
      const { done, view } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 202, deps.now(), () => write(tx)),
      ).catch(refused);
      if (done) {
        const options = { publicUrl: deps.config.publicUrl };
        await startChange(deps.temporal, changeOf(tenantId, done), options);
      }
      return markRepeat(reply, done).code(202).send(view);
    },
  );
