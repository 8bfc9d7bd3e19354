import { z } from 'zod';
import { deletedItemSchema } from '../../../contracts/deleted-items.ts';
import { listDeleted } from '../../../db/repositories/deleted-items.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getDeletedItems: Route = (app, deps) =>
  app.get(
    '/api/v1/deleted-items',
    {
      schema: {
        tags: ['deleted items'],
        summary: 'What was deleted and can be restored, last first',
        response: { 200: z.object({ data: z.array(deletedItemSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const context = contextOf(request, { readOnly: true });
      return { data: await withTenant(deps.db, context, (tx) => listDeleted(tx, deps.now())) };
    },
  );
