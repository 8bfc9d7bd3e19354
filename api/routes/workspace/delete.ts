import { deleteWorkspaceSchema, workspaceDeletionSchema } from '../../../contracts/workspace.ts';
import { deleteWorkspace } from '../../../db/repositories/workspace-deletion.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, confirmedLately, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import type { Route } from '../../types.ts';
import { viewDeletion } from '../../workspace-view.ts';

export const putWorkspaceDeletion: Route = (app, deps) =>
  app.put(
    '/api/v1/workspace/deletion',
    {
      config: { problems: ['person-required', 'confirmation-required', 'unprocessable'] },
      schema: {
        tags: ['workspace'],
        summary: 'Deletes the workspace, given its name',
        description:
          'Everybody is signed out, keys open nothing, agents, syncs and schedules stop. An owner who signs in can restore it until `purgedAt`; then every row is removed for good.',
        body: deleteWorkspaceSchema,
        response: { 200: workspaceDeletionSchema },
      },
    },
    async (request) => {
      allowed(request, 'delete');
      const { userId } = confirmedLately(request, deps.now());
      const { name } = request.body;
      const deletion = await withTenant(deps.db, contextOf(request), (tx) =>
        deleteWorkspace(tx, { name, userId }, deps.now()),
      );
      if (!deletion) {
        throw new ApiProblem(
          'unprocessable',
          'That is not the name of this workspace. Type it as it stands.',
          {
            reason: 'other-name',
          },
        );
      }
      request.log.warn({ purgedAt: deletion.purgedAt }, 'workspace deleted');
      return viewDeletion(deletion);
    },
  );
