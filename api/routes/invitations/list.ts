import { z } from 'zod';
import { openInvitationSchema } from '../../../contracts/invitations.ts';
import { listInvitationEmails } from '../../../db/repositories/emails.ts';
import { openInvitations } from '../../../db/repositories/invitations.ts';
import { withTenant } from '../../../db/tenant.ts';
import { openInvitationView } from '../../invitation-view.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getInvitations: Route = (app, deps) =>
  app.get(
    '/api/v1/invitations',
    {
      schema: {
        tags: ['members'],
        summary: 'Invitations that nobody has accepted yet',
        response: { 200: z.object({ data: z.array(openInvitationSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'members');
      const [rows, mails] = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        Promise.all([openInvitations(tx), listInvitationEmails(tx, deps.config.vaultKey)]),
      );
      const newest = new Map(mails.map((mail) => [mail.to, mail]));
      return { data: rows.map((row) => openInvitationView(row, newest.get(row.email), deps.config)) };
    },
  );
