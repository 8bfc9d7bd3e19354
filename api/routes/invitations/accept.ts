import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptInvitationSchema } from '../../../contracts/invitations.ts';
import { acceptInvitation } from '../../../db/repositories/invitations.ts';
import { saveInvited } from '../../../db/repositories/users.ts';
import { withTenant } from '../../../db/tenant.ts';
import type { Person } from '../../caller.ts';
import type { ApiDeps } from '../../deps.ts';
import { invalidInvitation, readInvitation, type HeldInvitation } from '../../invitation.ts';
import { hashNewPassword } from '../../new-password.ts';
import { ownAccount, startSession } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { localeOf } from '../../request.ts';
import { provenTwice } from '../../second-factor.ts';
import type { Route } from '../../types.ts';

type Answer = z.infer<typeof acceptInvitationSchema>;

export const postInvitationAccept: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/invitation/accept',
    {
      config: {
        public: true,
        problems: [
          'invalid-link',
          'not-signed-in',
          'wrong-credentials',
          'code-required',
          'forbidden',
          'weak-password',
          'too-many-requests',
        ],
      },
      schema: {
        tags: ['session'],
        summary: 'Joins a workspace with the link of an invitation, once, and signs in there',
        description:
          'Who has an account signs in with it first (`not-signed-in`); who has none sends a name and a password.',
        body: acceptInvitationSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const invitation = await readInvitation(deps, request.body.token);
      const { id, tenantId, hasAccount } = invitation;
      const asks = hasAccount ? knownPerson(request, invitation) : null;
      const userId = asks?.userId ?? (await newPerson(deps, request, invitation, request.body));
      const context = { tenantId, actor: `user:${userId}`, requestId: request.id };
      const joined = await withTenant(deps.db, context, (tx) =>
        acceptInvitation(tx, { id, userId }, deps.now()),
      );
      if (!joined) throw invalidInvitation();
      const goesOn = asks && { confirmedAt: asks.confirmedAt, ground: { session: asks.idHash } };
      const who = { userId, tenantId, ...goesOn };
      await startSession(deps, request, reply, who, asks?.method ?? 'link', 'invitation');
      return reply.code(204).send(null);
    },
  );

/** The link does not prove whose account it is: its owner has to be signed in, and not by their company. */
function knownPerson(request: FastifyRequest, { account, email }: HeldInvitation): Person {
  const { caller } = request;
  if (caller?.kind !== 'session' || caller.userId !== account?.id) {
    throw new ApiProblem('not-signed-in', `Sign in as ${email} first, then open the link again.`);
  }
  return ownAccount(request);
}

/** Makes the account, or gives one that belongs nowhere any more a new password. */
async function newPerson(
  deps: ApiDeps,
  request: FastifyRequest,
  { account, email, tenantId }: HeldInvitation,
  { name, password, code }: Answer,
): Promise<string> {
  const missing = Object.entries({ name, password }).filter(([, value]) => value === undefined);
  if (name === undefined || password === undefined) {
    throw new ApiProblem('invalid-request', 'A new account needs a name and a password.', {
      errors: missing.map(([field]) => ({ pointer: `/${field}`, code: 'required', message: 'is missing' })),
    });
  }
  if (account && !(await provenTwice(deps, request, account, code))) {
    throw new ApiProblem('wrong-credentials', 'That code is not right. Check it and try again.');
  }
  const passwordHash = await hashNewPassword(deps, password, { name, email }, tenantId);
  const userId = await saveInvited(deps.db, { email, name, passwordHash, locale: localeOf(request) });
  if (!userId) throw invalidInvitation();
  return userId;
}
