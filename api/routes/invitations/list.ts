import { z } from 'zod';
import { invitationSchema } from '../../../contracts/invitations.ts';
import { openInvitations } from '../../../db/repositories/invitations.ts';
import { withTenant } from '../../../db/tenant.ts';
import { invitationView } from '../../invitation-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getInvitations: Route = (app, deps) =>
  app.get(
    '/api/v1/invitations',
    {
      schema: {
        tags: ['members'],
        summary: 'Invitations that nobody has accepted yet',
        response: { 200: z.object({ data: z.array(invitationSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'members');
      const rows = await withTenant(deps.db, contextOf(request, { readOnly: true }), openInvitations);
      return { data: rows.map(invitationView) };
    },
  );
