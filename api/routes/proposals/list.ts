import { pageSchema } from '../../../contracts/common.ts';
import { listProposalsSchema, proposalSchema } from '../../../contracts/proposals.ts';
import { listProposals } from '../../../db/repositories/proposal-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf } from '../../request.ts';
import type { Route } from '../../types.ts';

export const getProposals: Route = (app, deps) =>
  app.get(
    '/api/v1/proposals',
    {
      schema: {
        tags: ['proposals'],
        summary: 'Proposals that wait, were decided, or were applied',
        description: 'Newest first.',
        querystring: listProposalsSchema,
        response: { 200: pageSchema(proposalSchema) },
      },
    },
    async (request) => {
      allowed(request, 'read');
      return withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listProposals(tx, request.query, localeOf(request)),
      );
    },
  );
