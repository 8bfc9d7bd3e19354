import { z } from 'zod';
import { connectorOf } from '../../../connectors/registry.ts';
import { platformInfoSchema, platforms } from '../../../contracts/platforms.ts';
import { allowed } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getPlatforms: Route = (app, deps) =>
  app.get(
    '/api/v1/platforms',
    {
      schema: {
        tags: ['connections'],
        summary: 'Every platform, and where it can be connected here',
        response: { 200: z.object({ data: z.array(platformInfoSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'read');
      return {
        data: platforms.map((platform) => {
          const connector = connectorOf(platform);
          const apps = platform === 'meta' ? deps.config.meta : { live: null, sandbox: null };
          return {
            platform,
            available: connector !== null,
            environments: (['live', 'sandbox'] as const).filter((environment) => apps[environment] !== null),
            scopes: [...(connector?.scopes ?? [])],
          };
        }),
      };
    },
  );
