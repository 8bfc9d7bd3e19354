import { auditFilterSchema } from '../../../contracts/audit.ts';
import { endExport, startExport } from '../../../db/repositories/exports.ts';
import { withTenant } from '../../../db/tenant.ts';
import { auditCsv } from '../../audit-csv.ts';
import { download, downloadOptions, fileAnswer } from '../../download.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';

export const getAuditCsv: Route = (app, deps) =>
  app.get(
    '/api/v1/audit.csv',
    {
      ...downloadOptions,
      schema: {
        tags: ['audit log'],
        summary: 'The audit log as a table for spreadsheets, newest first',
        description:
          'That it was taken is itself an entry. A cell that a spreadsheet would calculate begins with an apostrophe.',
        querystring: auditFilterSchema,
        response: fileAnswer('text/csv', 'A line per entry below a line with the names of the columns.'),
      },
    },
    async (request, reply) => {
      allowed(request, 'audit');
      const context = contextOf(request);
      const id = await withTenant(deps.db, context, (tx) => startExport(tx, 'audit-log', request.query));
      const lines = auditCsv(
        (work) => withTenant(deps.db, { ...context, readOnly: true }, work),
        request.query,
        (rows) => withTenant(deps.db, context, (tx) => endExport(tx, id, rows, deps.now())),
      );
      return download(reply, lines, { type: 'text/csv; charset=utf-8', name: 'audit-log.csv' });
    },
  );
