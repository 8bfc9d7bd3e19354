import { z } from 'zod';
import { removeProvider } from '../../../db/repositories/identity-providers.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const deleteIdentityProvider: Route = (app, deps) =>
  app.delete(
    '/api/v1/identity-provider',
    {
      config: { problems: ['person-required', 'confirmation-required'] },
      schema: {
        tags: ['single sign-on'],
        summary: 'Removes the provider; people stay and sign in with a password of their own',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'identity');
      confirmedLately(request, deps.now());
      await withTenant(deps.db, contextOf(request), removeProvider);
      return reply.code(204).send(null);
    },
  );
