import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { removeMember } from '../../../db/repositories/members.ts';
import { withTenant } from '../../../db/tenant.ts';
import { peopleRefused } from '../../member-problem.ts';
import { allowed, confirmedLately, contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const deleteMember: Route = (app, deps) =>
  app.delete(
    '/api/v1/members/:id',
    {
      config: { problems: ['person-required', 'confirmation-required', 'conflict'] },
      schema: {
        tags: ['members'],
        summary: 'Takes a person out of the workspace; their sessions and API keys here end at once',
        description: 'Everybody may leave by themselves, but the last owner (`last-owner`).',
        params: z.object({ id: idSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const leaves = person(request).userId === id;
      const own = leaves ? null : allowed(request, 'members').role;
      confirmedLately(request, deps.now());
      await withTenant(deps.db, contextOf(request), (tx) => removeMember(tx, own, id, deps.now())).catch(
        peopleRefused,
      );
      request.log.info({ member: id }, 'member removed');
      return reply.code(204).send(null);
    },
  );
