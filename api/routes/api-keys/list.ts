import { z } from 'zod';
import { apiKeySchema } from '../../../contracts/api-keys.ts';
import { listKeys } from '../../../db/repositories/api-keys.ts';
import { withTenant } from '../../../db/tenant.ts';
import { apiKeyView } from '../../api-key-view.ts';
import { allowed, contextOf, person } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getApiKeys: Route = (app, deps) =>
  app.get(
    '/api/v1/api-keys',
    {
      config: { problems: ['person-required'] },
      schema: {
        tags: ['API keys'],
        summary: 'Keys of the workspace, the newest first, without their secrets',
        response: { 200: z.object({ data: z.array(apiKeySchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'keys');
      person(request);
      const now = deps.now();
      const rows = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listKeys(tx, now),
      );
      return { data: rows.map((row) => apiKeyView(row, now)) };
    },
  );
