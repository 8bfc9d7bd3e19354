import { z } from 'zod';
import { enterWorkspaceSchema } from '../../../contracts/workspaces.ts';
import { membershipsOf } from '../../../db/repositories/users.ts';
import { ownAccount, startSession } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const postEnterWorkspace: Route = (app, deps) =>
  app.post(
    '/api/v1/auth/workspace',
    {
      config: { problems: ['person-required', 'not-found'] },
      schema: {
        tags: ['session'],
        summary: 'Goes on in another workspace of the reader, under a new cookie',
        body: enterWorkspaceSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId, confirmedAt, method, idHash } = ownAccount(request);
      const { id: tenantId } = request.body;
      const mine = await membershipsOf(deps.db, userId);
      if (!mine.some((one) => one.tenantId === tenantId)) throw notFound('workspace of yours');
      const who = { userId, tenantId, confirmedAt, ground: { session: idHash } };
      await startSession(deps, request, reply, who, method, 'other-workspace');
      return reply.code(204).send(null);
    },
  );
