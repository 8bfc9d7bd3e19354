import { z } from 'zod';
import { auditActorSchema } from '../../../contracts/audit.ts';
import { auditActors } from '../../../db/repositories/audit-log.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getAuditActors: Route = (app, deps) =>
  app.get(
    '/api/v1/audit/actors',
    {
      schema: {
        tags: ['audit log'],
        summary: 'Everybody and everything that the audit log names, but single syncs',
        response: { 200: z.object({ data: z.array(auditActorSchema) }) },
      },
    },
    async (request) => {
      allowed(request, 'audit');
      return { data: await withTenant(deps.db, contextOf(request, { readOnly: true }), auditActors) };
    },
  );
