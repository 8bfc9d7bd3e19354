import { z } from 'zod';
import { connectorOf } from '../../../connectors/registry.ts';
import { missingScope, renewalDue } from '../../../connectors/renewal.ts';
import { ConnectorError } from '../../../connectors/errors.ts';
import type { Credential } from '../../../connectors/types.ts';
import { platformSchema, type Platform } from '../../../contracts/platforms.ts';
import { insertConnection } from '../../../db/repositories/connections.ts';
import { lookAgain } from '../../../db/repositories/due-work.ts';
import { takeOauthState } from '../../../db/repositories/oauth-states.ts';
import { PlanLimit } from '../../../db/repositories/plans.ts';
import { requestSync } from '../../../db/repositories/syncs.ts';
import { withTenant, type TenantContext } from '../../../db/tenant.ts';
import { putCredential } from '../../../db/vault.ts';
import { startSync } from '../../../temporal/start.ts';
import type { Person } from '../../caller.ts';
import type { ApiDeps } from '../../deps.ts';
import { platformApp } from '../../platform-app.ts';
import { contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

const query = z.object({
  state: z.string().max(200).optional(),
  code: z.string().max(4000).optional(),
  error: z.string().max(200).optional(),
});

/** GET: the person comes back from the platform. Always ends in the console, with the connection or an error code. */
export const finishOauth: Route = (app, deps) =>
  app.get(
    '/api/v1/auth/oauth/:platform/callback',
    { schema: { hide: true, params: z.object({ platform: platformSchema }), querystring: query } },
    async (request, reply) => {
      const { caller } = request;
      const { platform } = request.params;
      const { state, code, error } = request.query;
      const back = (what: string) => reply.redirect(`${deps.config.publicUrl}/connect?${what}`);
      if (caller?.kind !== 'session' || !caller.rights.includes('manage')) {
        return back('error=not-signed-in');
      }
      const context = contextOf(request);
      const asked = await withTenant(deps.db, context, async (tx) =>
        state ? takeOauthState(tx, { state, sessionHash: caller.idHash, platform }, deps.now()) : undefined,
      );
      const application = asked && platformApp(deps.config, platform, asked.environment);
      const connector = connectorOf(platform);
      if (!asked || !application || !connector) return back('error=invalid-state');
      if (error || !code) return back(`error=${error === 'access_denied' ? 'denied' : 'platform-failed'}`);
      try {
        const credential = await connector.exchangeCode(
          application,
          { code, redirectUri: asked.redirect_uri },
          fetch,
        );
        if (missingScope(connector, credential)) return back('error=permission');
        const id = await connect(deps, caller, context, platform, asked.environment, credential);
        return back(`connection=${id}`);
      } catch (failure) {
        if (failure instanceof PlanLimit) return back('error=plan-limit');
        if (!(failure instanceof ConnectorError)) throw failure;
        request.log.warn({ code: failure.code, facts: failure.facts }, 'the platform refused a code');
        return back(`error=${failure.code}`);
      }
    },
  );

/** Connection, credential and first sync in one transaction. Connecting again renews the connection. */
async function connect(
  deps: ApiDeps,
  person: Person,
  context: TenantContext,
  platform: Platform,
  environment: 'live' | 'sandbox',
  credential: Credential,
): Promise<string> {
  const { connectionId, syncId } = await withTenant(deps.db, context, async (tx) => {
    const { connection } = await insertConnection(
      tx,
      {
        platform,
        environment,
        name: environment === 'sandbox' ? 'Meta (sample data)' : 'Meta',
        externalUserId: credential.externalUserId,
        scopes: credential.scopes,
        connectedBy: person.userId,
        expiresAt: credential.expiresAt,
      },
      deps.now(),
    );
    await putCredential(tx, deps.config.vaultKey, { connectionId: connection.id, platform, credential });
    await lookAgain(tx, 'credential', connection.id, renewalDue(connectorOf(platform), credential));
    const first = await requestSync(tx, { connectionId: connection.id, trigger: 'first' }, deps.now());
    return { connectionId: connection.id, syncId: first };
  });
  await startSync(
    deps.temporal,
    { tenantId: person.tenantId, id: syncId, platform, trigger: 'first' },
    { publicUrl: deps.config.publicUrl },
  );
  return connectionId;
}
