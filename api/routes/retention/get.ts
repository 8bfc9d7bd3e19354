import { retentionSchema } from '../../../contracts/deleted-items.ts';
import { retentionDays } from '../../../db/repositories/retention.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getRetention: Route = (app, deps) =>
  app.get(
    '/api/v1/retention',
    {
      schema: {
        tags: ['deleted items'],
        summary: 'For how many days deleted items can be restored',
        response: { 200: retentionSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      return { days: await withTenant(deps.db, contextOf(request, { readOnly: true }), retentionDays) };
    },
  );
