import { membersSchema } from '../../../contracts/members.ts';
import { listMembers, listRoles, withSecondFactor } from '../../../db/repositories/members.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getMembers: Route = (app, deps) =>
  app.get(
    '/api/v1/members',
    {
      schema: {
        tags: ['members'],
        summary: 'The people of the workspace, and what each role allows',
        response: { 200: membersSchema },
      },
    },
    async (request) => {
      const { role: own } = allowed(request, 'members');
      const [members, roles] = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        Promise.all([listMembers(tx), listRoles(tx, own)]),
      );
      const factors = await withSecondFactor(
        deps.db,
        members.map(({ id }) => id),
      );
      return {
        data: members.map(({ since, lastSeenAt, ...member }) => ({
          ...member,
          since: since.toISOString(),
          lastSeenAt: lastSeenAt?.toISOString() ?? null,
          secondFactor: factors.has(member.id),
        })),
        roles,
      };
    },
  );
