import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { proposalDetailSchema } from '../../../contracts/proposals.ts';
import { getProposalDetail } from '../../../db/repositories/proposal-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { workflowIds } from '../../../temporal/names.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import { localeOf } from '../../request.ts';
import { temporalUrl } from '../../temporal-url.ts';
import type { Route } from '../../types.ts';

export const getProposal: Route = (app, deps) =>
  app.get(
    '/api/v1/proposals/:id',
    {
      schema: {
        tags: ['proposals'],
        summary: 'One proposal with its evidence, decisions and outcomes',
        params: z.object({ id: idSchema }),
        response: { 200: proposalDetailSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const proposal = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        getProposalDetail(tx, request.params.id, localeOf(request)),
      );
      if (!proposal) throw notFound('proposal');
      return { ...proposal, temporalUrl: temporalUrl(deps.config, workflowIds.change(proposal.id)) };
    },
  );
