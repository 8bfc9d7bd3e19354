import { invitationViewSchema, lookAtInvitationSchema } from '../../../contracts/invitations.ts';
import { readInvitation } from '../../invitation.ts';
import type { Route } from '../../types.ts';

export const postInvitationLook: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/invitation',
    {
      config: { public: true, problems: ['invalid-link'] },
      schema: {
        tags: ['session'],
        summary: 'What a link of an invitation holds; does not use it up',
        description: 'POST, so that the token stands in no address.',
        body: lookAtInvitationSchema,
        response: { 200: invitationViewSchema },
      },
    },
    async (request) => {
      const { workspace, invitedBy, email, role, hasAccount, expiresAt } = await readInvitation(
        deps,
        request.body.token,
      );
      return { workspace, invitedBy, email, role, hasAccount, expiresAt: expiresAt.toISOString() };
    },
  );
