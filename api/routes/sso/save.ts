import { identityProviderSchema, saveIdentityProviderSchema } from '../../../contracts/sso.ts';
import { findProvider, openProvider, saveProvider } from '../../../db/repositories/identity-providers.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { readSso, requireSsoPlan } from '../../sso-view.ts';
import { discover } from '../../sso.ts';
import type { Route } from '../../types.ts';

export const putIdentityProvider: Route = (app, deps) =>
  app.put(
    '/api/v1/identity-provider',
    {
      config: { problems: ['person-required', 'confirmation-required', 'unprocessable'] },
      schema: {
        tags: ['single sign-on'],
        summary: 'Sets the OpenID Connect provider of the workspace; it is read before it is stored',
        body: saveIdentityProviderSchema,
        response: { 200: identityProviderSchema },
      },
    },
    async (request) => {
      allowed(request, 'identity');
      confirmedLately(request, deps.now());
      const { vaultKey } = deps.config;
      const { clientSecret: given, ...rest } = request.body;
      const clientSecret = await withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx) => {
        await requireSsoPlan(tx);
        if (given !== undefined) return given;
        // A stored secret is never sent to another provider.
        const stored = await findProvider(tx);
        if (stored?.issuer !== rest.issuer || stored.clientId !== rest.clientId) return null;
        return (await openProvider(tx, vaultKey))?.clientSecret ?? null;
      });
      if (clientSecret === null) {
        throw new ApiProblem('invalid-request', 'Send the client secret of this provider.', {
          errors: [{ pointer: '/clientSecret', code: 'required', message: 'is missing' }],
        });
      }
      await discover(deps, { ...rest, clientSecret }).catch((error: unknown) => {
        const { name, code } = error as { name?: string; code?: string };
        request.log.warn({ name, code }, 'an identity provider cannot be read');
        throw new ApiProblem(
          'unprocessable',
          'There is no OpenID Connect provider at this issuer that AEGIS can read. Check the address.',
          { reason: 'sso-issuer' },
        );
      });
      return withTenant(deps.db, contextOf(request), async (tx) => {
        await saveProvider(tx, vaultKey, { ...rest, clientSecret });
        return readSso(deps, tx);
      });
    },
  );
