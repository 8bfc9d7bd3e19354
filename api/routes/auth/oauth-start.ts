import { z } from 'zod';
import { connectorOf } from '../../../connectors/registry.ts';
import { authorizedSchema, authorizeSchema } from '../../../contracts/connections.ts';
import { platformSchema } from '../../../contracts/platforms.ts';
import { requireRoomToConnect, scopesOf } from '../../../db/repositories/connections.ts';
import { insertOauthState } from '../../../db/repositories/oauth-states.ts';
import { withTenant } from '../../../db/tenant.ts';
import { platformApp } from '../../platform-app.ts';
import { allowed, contextOf, person } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const startOauth: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/oauth/:platform',
    {
      config: { problems: ['person-required', 'unprocessable', 'plan-limit', 'not-available-yet'] },
      schema: {
        tags: ['connections'],
        summary: "The address of the platform's consent page",
        params: z.object({ platform: platformSchema }),
        body: authorizeSchema,
        response: { 200: authorizedSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      const { idHash } = person(request);
      const { platform } = request.params;
      const { environment, scopes: ticked } = request.body;
      const connector = connectorOf(platform);
      const application = platformApp(deps.config, platform, environment);
      if (!connector) throw new ApiProblem('not-available-yet', 'This platform comes with a later release.');
      if (!application) {
        throw new ApiProblem('unprocessable', 'Our application at this platform is not configured here.');
      }
      const redirectUri = `${deps.config.publicUrl}/api/v1/auth/oauth/${platform}/callback`;
      return withTenant(deps.db, contextOf(request), async (tx) => {
        await requireRoomToConnect(tx, { platform, environment }, deps.now());
        // Connecting again takes no right away: what is granted replaces what the connection has.
        const has = await scopesOf(tx, platform, environment);
        const scopes = connector.scopes
          .filter(({ id, required }) => required || ticked.includes(id) || has.includes(id))
          .map(({ id }) => id);
        const asked = { sessionHash: idHash, platform, environment, redirectUri, scopes };
        const state = await insertOauthState(tx, asked, deps.now());
        return { authorizeUrl: connector.authorizeUrl(application, { state, redirectUri, scopes }) };
      });
    },
  );
