import { auditEntrySchema, auditQuerySchema } from '../../../contracts/audit.ts';
import { pageSchema } from '../../../contracts/common.ts';
import { isAuditCursor, listAudit } from '../../../db/repositories/audit-log.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const getAudit: Route = (app, deps) =>
  app.get(
    '/api/v1/audit',
    {
      config: { problems: ['invalid-cursor'] },
      schema: {
        tags: ['audit log'],
        summary: 'Who did what, newest first',
        querystring: auditQuerySchema,
        response: { 200: pageSchema(auditEntrySchema) },
      },
    },
    async (request) => {
      allowed(request, 'audit');
      const { limit, cursor, ...filter } = request.query;
      if (cursor !== undefined && !isAuditCursor(cursor)) {
        throw new ApiProblem('invalid-cursor', 'Read the list again from its start.');
      }
      return withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listAudit(tx, filter, { limit, cursor }),
      );
    },
  );
