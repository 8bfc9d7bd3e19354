import * as oidc from 'openid-client';
import { ssoStartedSchema, startSsoSchema } from '../../../contracts/sso.ts';
import { activeProvider, tenantOfDomain } from '../../../db/repositories/identity-providers.ts';
import { withTenant } from '../../../db/tenant.ts';
import { setTripCookie } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { discover, packTrip, ssoRedirectUri, TRIP_LIFE_MS } from '../../sso.ts';
import type { Route } from '../../types.ts';

export const postSso: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/sso',
    {
      config: { public: true, problems: ['not-found', 'platform-failed'] },
      schema: {
        tags: ['session'],
        summary: "Where to sign in with one's company",
        description: 'Goes by the domain of the address, so it tells nothing about accounts.',
        body: startSsoSchema,
        response: { 200: ssoStartedSchema },
      },
    },
    async (request, reply) => {
      const domain = request.body.email.trim().toLowerCase().split('@')[1]!;
      const tenantId = await tenantOfDomain(deps.db, domain);
      const provider =
        tenantId &&
        (await withTenant(deps.db, { tenantId, actor: 'system:sso', readOnly: true }, (tx) =>
          activeProvider(tx, deps.config.vaultKey),
        ));
      if (!provider) {
        throw new ApiProblem('not-found', `Nobody has set up single sign-on for ${domain}.`);
      }
      const config = await discover(deps, provider).catch((error: unknown) => {
        request.log.warn({ err: error, tenant: tenantId }, 'an identity provider cannot be read');
        throw new ApiProblem('platform-failed', 'Your identity provider does not answer as it should.');
      });
      const [state, nonce, verifier] = [
        oidc.randomState(),
        oidc.randomNonce(),
        oidc.randomPKCECodeVerifier(),
      ];
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: ssoRedirectUri(deps),
        scope: 'openid email profile',
        login_hint: request.body.email,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const expiresAt = deps.now().getTime() + TRIP_LIFE_MS;
      setTripCookie(deps, reply, packTrip(deps, { tenantId, state, nonce, verifier, expiresAt }));
      return { authorizeUrl: url.href };
    },
  );
