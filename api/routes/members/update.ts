import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { changeMemberSchema } from '../../../contracts/members.ts';
import { changeRole } from '../../../db/repositories/members.ts';
import { withTenant } from '../../../db/tenant.ts';
import { peopleRefused } from '../../member-problem.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putMember: Route = (app, deps) =>
  app.put(
    '/api/v1/members/:id',
    {
      config: { problems: ['person-required', 'confirmation-required', 'conflict'] },
      schema: {
        tags: ['members'],
        summary: 'Gives a person another role, which holds from their next request on',
        description:
          'Nobody decides on a role above their own, and a workspace keeps an owner (`last-owner`).',
        params: z.object({ id: idSchema }),
        body: changeMemberSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { role: own } = allowed(request, 'members');
      confirmedLately(request, deps.now());
      const { id } = request.params;
      const { role } = request.body;
      await withTenant(deps.db, contextOf(request), (tx) => changeRole(tx, own, id, role, deps.now())).catch(
        peopleRefused,
      );
      request.log.info({ member: id, role }, 'role changed');
      return reply.code(204).send(null);
    },
  );
