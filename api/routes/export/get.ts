import { endExport, startExport } from '../../../db/repositories/exports.ts';
import { findWorkspace } from '../../../db/repositories/tenants.ts';
import { findUser } from '../../../db/repositories/users.ts';
import { schemaVersion } from '../../../db/repositories/workspace-data.ts';
import { withTenant } from '../../../db/tenant.ts';
import { download, downloadOptions, fileAnswer } from '../../download.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import type { Route } from '../../types.ts';
import { exportWorkspace } from '../../workspace-export.ts';

export const getExport: Route = (app, deps) =>
  app.get(
    '/api/v1/export',
    {
      ...downloadOptions,
      config: { problems: ['person-required', 'confirmation-required', 'conflict'] },
      schema: {
        tags: ['export'],
        summary: 'All data of the workspace as a zip, as they are at this moment',
        description:
          'A file of JSON lines per table and a manifest with counts, schema and what is left out: secrets, and what is made again from the rest. One at a time; the audit log says who took it.',
        response: fileAnswer('application/zip', 'data/<table>.jsonl and manifest.json.'),
      },
    },
    async (request, reply) => {
      allowed(request, 'export');
      const { userId, tenantId } = confirmedLately(request, deps.now());
      const context = contextOf(request);
      const [workspace, user] = await Promise.all([
        withTenant(deps.db, { ...context, readOnly: true }, findWorkspace),
        findUser(deps.db, userId),
      ]);
      const madeAt = deps.now();
      let id = '';
      const zip = await exportWorkspace(deps.exports, context, {
        about: {
          format: 'aegis-export-1',
          schema: schemaVersion,
          workspace: { id: tenantId, name: workspace.name },
          madeAt: madeAt.toISOString(),
          madeBy: { id: userId, name: user?.name, email: user?.email },
        },
        begun: async () => {
          id = await withTenant(deps.db, context, (tx) => startExport(tx, 'workspace'));
        },
        ended: (rows) => withTenant(deps.db, context, (tx) => endExport(tx, id, rows, deps.now())),
      });
      const day = madeAt.toISOString().slice(0, 10);
      return download(reply, zip, { type: 'application/zip', name: `aegis-export-${day}.zip` });
    },
  );
