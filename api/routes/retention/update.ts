import { retentionSchema } from '../../../contracts/deleted-items.ts';
import { setRetention } from '../../../db/repositories/retention.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const putRetention: Route = (app, deps) =>
  app.put(
    '/api/v1/retention',
    {
      config: { problems: ['person-required', 'confirmation-required'] },
      schema: {
        tags: ['deleted items'],
        summary: 'Sets for how many days deleted items can be restored',
        description: 'With fewer days than before, what was deleted longer ago is removed for good at once.',
        body: retentionSchema,
        response: { 200: retentionSchema },
      },
    },
    async (request) => {
      allowed(request, 'manage');
      confirmedLately(request, deps.now());
      await withTenant(deps.db, contextOf(request), (tx) => setRetention(tx, request.body.days, deps.now()));
      return request.body;
    },
  );
