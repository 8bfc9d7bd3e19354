import { z } from 'zod';
import { askResetSchema } from '../../../contracts/passwords.ts';
import { enqueueEmail } from '../../../db/repositories/emails.ts';
import { createReset } from '../../../db/repositories/password-changes.ts';
import { findUser, findUserByEmail, membershipsOf } from '../../../db/repositories/users.ts';
import { withTenant } from '../../../db/tenant.ts';
import type { ApiDeps } from '../../deps.ts';
import { slowDown } from '../../guessing.ts';
import type { Route } from '../../types.ts';

export const postPasswordReset: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/password-reset',
    {
      config: { public: true, problems: ['too-many-requests'] },
      schema: {
        tags: ['session'],
        summary: 'Sends a link for a new password',
        description: 'The answer is the same, and as quick, whether the account exists or not.',
        body: askResetSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { email } = request.body;
      await slowDown(deps, `reset ${email}`, request.ip);
      // After the answer, so that it does not tell how much there was to do.
      deps.later(() => sendReset(deps, email, request.id));
      return reply.code(204).send(null);
    },
  );

async function sendReset(deps: ApiDeps, email: string, requestId: string): Promise<void> {
  const found = await findUserByEmail(deps.db, email);
  const user = found && (await findUser(deps.db, found.id));
  const [home] = user ? await membershipsOf(deps.db, user.id) : [];
  if (!user || !home) return;
  const { tenantId } = home;
  const reset = await createReset(deps.db, { userId: user.id, tenantId }, deps.now());
  if (!reset) return;
  const mail = { to: user.email, locale: user.locale, values: { name: user.name } };
  const link = { vaultKey: deps.config.vaultKey, ...reset };
  await withTenant(deps.db, { tenantId, actor: `user:${user.id}`, requestId }, (tx) =>
    enqueueEmail(tx, { ...mail, template: 'password-reset', link }, deps.now()),
  );
}
