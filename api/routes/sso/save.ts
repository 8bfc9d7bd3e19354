import { identityProviderSchema, saveIdentityProviderSchema } from '../../../contracts/sso.ts';
import {
  endUnbound,
  findProvider,
  isTried,
  listDomains,
  openProvider,
  saveProvider,
} from '../../../db/repositories/identity-providers.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
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
        if (rest.required) await requireTried(tx, rest.issuer);
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
        await endUnbound(tx);
        return readSso(deps, tx);
      });
    },
  );

/** 422 unless the provider has let somebody in: one that does not work would shut everybody out. */
async function requireTried(tx: TenantTransaction, issuer: string): Promise<void> {
  const [tried, domains] = await Promise.all([isTried(tx, issuer), listDomains(tx)]);
  if (tried && domains.some(({ verified_at }) => verified_at !== null)) return;
  throw new ApiProblem(
    'unprocessable',
    'Prove a domain and sign in with this provider once, before everybody has to.',
    { reason: 'sso-untried' },
  );
}
