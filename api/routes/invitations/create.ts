import { invitationSchema, inviteSchema } from '../../../contracts/invitations.ts';
import { enqueueEmail } from '../../../db/repositories/emails.ts';
import { createInvitation, openInvitations } from '../../../db/repositories/invitations.ts';
import { requireRank } from '../../../db/repositories/members.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import type { VaultKey } from '../../../db/vault.ts';
import type { Locale } from '../../../contracts/common.ts';
import type { Role } from '../../../contracts/session.ts';
import { invitationView } from '../../invitation-view.ts';
import { peopleRefused } from '../../member-problem.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const postInvitation: Route = (app, deps) =>
  app.post(
    '/api/v1/invitations',
    {
      config: { problems: ['person-required', 'confirmation-required', 'conflict', 'too-many-requests'] },
      schema: {
        tags: ['members'],
        summary: 'Invites somebody by mail; the link works once, within three days',
        description:
          'In place of an open invitation to the same address. Without an SMTP server the mail waits in `GET /api/v1/emails`.',
        headers: onceHeaders,
        body: inviteSchema,
        response: { 201: invitationSchema },
      },
    },
    async (request, reply) => {
      const { role: own, userId } = allowed(request, 'members');
      confirmedLately(request, deps.now());
      const { email, role, locale } = request.body;
      const { view, done } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 201, deps.now(), async () => {
          await requireRank(tx, own, role);
          const invitation = { email, role, locale, invitedBy: userId };
          return { view: await invite(tx, deps.config.vaultKey, invitation, deps.now()), done: true };
        }),
      ).catch(peopleRefused);
      return markRepeat(reply, done).code(201).send(view);
    },
  );

async function invite(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  invitation: { email: string; role: Role; locale: Locale; invitedBy: string },
  now: Date,
) {
  const { id, token, expiresAt } = await createInvitation(tx, invitation, now);
  const row = (await openInvitations(tx)).find((one) => one.id === id)!;
  const tenant = await tx.selectFrom('tenants').select('name').executeTakeFirstOrThrow();
  const values = { inviter: row.invited_by, workspace: tenant.name };
  const { locale } = invitation;
  const link = { vaultKey, token, expiresAt };
  await enqueueEmail(tx, { to: row.email, template: 'invitation', locale, values, link }, now);
  return invitationView(row);
}
