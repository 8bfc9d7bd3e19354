import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { withdrawInvitation } from '../../../db/repositories/invitations.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf, person } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteInvitation: Route = (app, deps) =>
  app.delete(
    '/api/v1/invitations/:id',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['members'],
        summary: 'Withdraws an invitation; its link opens nothing any more',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'members');
      person(request);
      const { id } = request.params;
      const found = await withTenant(deps.db, contextOf(request), (tx) =>
        withdrawInvitation(tx, id, deps.now()),
      );
      if (!found) throw notFound('open invitation');
      return reply.code(204).send(null);
    },
  );
