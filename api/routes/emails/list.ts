import { z } from 'zod';
import { emailSchema } from '../../../contracts/emails.ts';
import { listEmails } from '../../../db/repositories/emails.ts';
import { withTenant } from '../../../db/tenant.ts';
import { emailLink, writeEmail } from '../../../domain/emails.ts';
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
      const { vaultKey, publicUrl } = deps.config;
      const emails = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listEmails(tx, vaultKey),
      );
      return {
        data: emails.map(
          ({ id, to, template, locale, values, token, state, error, tries, createdAt, sentAt }) => ({
            ...{ id, to, template, state, error, tries },
            subject: writeEmail(template, locale, values).subject,
            // Whoever holds another person's own link holds their account.
            link: token && template === 'invitation' ? emailLink(publicUrl, template, token) : null,
            createdAt: createdAt.toISOString(),
            sentAt: sentAt?.toISOString() ?? null,
          }),
        ),
      };
    },
  );
