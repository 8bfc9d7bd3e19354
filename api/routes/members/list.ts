import { z } from 'zod';
import { memberSchema } from '../../../contracts/members.ts';
import { listMembers, withSecondFactor } from '../../../db/repositories/members.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getMembers: Route = (app, deps) =>
  app.get(
    '/api/v1/members',
    {
      schema: {
        tags: ['members'],
        summary: 'The people of the workspace',
        response: { 200: z.object({ data: z.array(memberSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'members');
      const members = await withTenant(deps.db, contextOf(request, { readOnly: true }), listMembers);
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
      };
    },
  );
