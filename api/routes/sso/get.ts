import { identityProviderSchema } from '../../../contracts/sso.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { readSso } from '../../sso-view.ts';
import type { Route } from '../../types.ts';

export const getIdentityProvider: Route = (app, deps) =>
  app.get(
    '/api/v1/identity-provider',
    {
      schema: {
        tags: ['single sign-on'],
        summary: 'How people of the workspace sign in with their company',
        response: { 200: identityProviderSchema },
      },
    },
    (request) => {
      allowed(request, 'identity');
      return withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) => readSso(deps, tx));
    },
  );
