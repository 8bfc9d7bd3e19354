import { z } from 'zod';
import { emailSchema } from '../../../contracts/emails.ts';
import { listEmails } from '../../../db/repositories/emails.ts';
import { withTenant } from '../../../db/tenant.ts';
import { writeEmail } from '../../../domain/emails.ts';
import { handedOn } from '../../invitation-view.ts';
import { allowed, contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getEmails: Route = (app, deps) =>
  app.get(
    '/api/v1/emails',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['members'],
        summary: 'The outbox: e-mails of the last 30 days, newest first',
        response: { 200: z.object({ data: z.array(emailSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'members');
      person(request);
      const emails = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listEmails(tx, deps.config.vaultKey),
      );
      return {
        data: emails.map((email) => {
          const { id, to, template, locale, values, state, error, tries, createdAt, sentAt } = email;
          return {
            ...{ id, to, template, state, error, tries },
            subject: writeEmail(template, locale, values).subject,
            link: handedOn(email, deps.config),
            createdAt: createdAt.toISOString(),
            sentAt: sentAt?.toISOString() ?? null,
          };
        }),
      };
    },
  );
