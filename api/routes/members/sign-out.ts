import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { endSessionsHere } from '../../../db/repositories/members.ts';
import { withTenant } from '../../../db/tenant.ts';
import { peopleRefused } from '../../member-problem.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const deleteMemberSessions: Route = (app, deps) =>
  app.delete(
    '/api/v1/members/:id/sessions',
    {
      config: { problems: ['person-required', 'confirmation-required'] },
      schema: {
        tags: ['members'],
        summary: 'Signs a person out of this workspace everywhere, at once',
        description: 'They stay a member and may sign in again. Nobody decides on a role above their own.',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { role: own } = allowed(request, 'members');
      confirmedLately(request, deps.now());
      const { id } = request.params;
      await withTenant(deps.db, contextOf(request), (tx) => endSessionsHere(tx, own, id)).catch(
        peopleRefused,
      );
      request.log.info({ member: id }, 'a member was signed out');
      return reply.code(204).send(null);
    },
  );
