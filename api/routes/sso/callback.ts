import * as oidc from 'openid-client';
import { z } from 'zod';
import { activeProvider } from '../../../db/repositories/identity-providers.ts';
import { withTenant } from '../../../db/tenant.ts';
import { startSession, takeTripCookie } from '../../plugins/session.ts';
import { logRefusal } from '../../sign-in-log.ts';
import { discover, personOf, ssoRedirectUri, unpackTrip } from '../../sso.ts';
import type { Route } from '../../types.ts';

/** GET: a person comes back from their identity provider. Always ends in the console, signed in or with a reason. */
export const finishSso: Route = (app, deps) =>
  app.get(
    '/api/v1/auth/sso/callback',
    { schema: { hide: true, querystring: z.record(z.string(), z.string().max(4000)) } },
    async (request, reply) => {
      const back = (path: string) => reply.redirect(`${deps.config.publicUrl}${path}`);
      const packed = takeTripCookie(deps, request, reply);
      const trip = packed ? unpackTrip(deps, packed) : null;
      if (!trip) return back('/sign-in?sso=invalid-state');
      const { tenantId } = trip;
      const context = { tenantId, actor: 'system:sso', readOnly: true };
      const provider = await withTenant(deps.db, context, (tx) => activeProvider(tx, deps.config.vaultKey));
      if (!provider) return back('/sign-in?sso=provider-failed');
      const current = new URL(ssoRedirectUri(deps));
      current.search = new URLSearchParams(request.query).toString();
      try {
        const config = await discover(deps, provider);
        const tokens = await oidc.authorizationCodeGrant(config, current, {
          pkceCodeVerifier: trip.verifier,
          expectedState: trip.state,
          expectedNonce: trip.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims()!;
        const info =
          claims.email === undefined && config.serverMetadata().userinfo_endpoint
            ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
            : {};
        const who = await personOf(deps, tenantId, provider, { ...claims, ...info, sub: claims.sub });
        if (typeof who === 'string') {
          request.log.warn({ tenant: tenantId, reason: who }, 'single sign-on was refused');
          logRefusal(deps, request, { userId: claims.sub, tenantId }, { way: 'sso', refusal: who });
          return back(`/sign-in?sso=${who}`);
        }
        await startSession(deps, request, reply, { userId: who.userId, tenantId }, 'sso');
        return back('/');
      } catch (error) {
        // What went wrong may hold a code or a token: its kind is enough.
        const { name, code } = error as { name?: string; code?: string };
        request.log.warn({ tenant: tenantId, name, code }, 'single sign-on failed');
        logRefusal(
          deps,
          request,
          { userId: 'unknown', tenantId },
          { way: 'sso', refusal: 'provider-failed' },
        );
        return back('/sign-in?sso=provider-failed');
      }
    },
  );
