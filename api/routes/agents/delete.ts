import { z } from 'zod';
import { deleteAgentInstance } from '../../../db/repositories/agent-instances.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import type { Route } from '../../types.ts';

export const deleteAgent: Route = (app, deps) =>
  app.delete(
    '/api/v1/agents/:key',
    {
      config: { problems: ['conflict'] },
      schema: {
        tags: ['agents'],
        summary: 'Removes an agent with its settings from this workspace',
        description: 'Its tasks, proposals and outcomes stay. 409 while a task of it is not over.',
        params: z.object({ key: z.string().max(60) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      allowed(request, 'manage');
      const result = await withTenant(deps.db, contextOf(request), (tx) =>
        deleteAgentInstance(tx, request.params.key, deps.now()),
      );
      if (result === 'not-found') throw notFound('agent');
      if (result === 'busy') {
        throw new ApiProblem(
          'conflict',
          'A task of this agent is not over. Wait for it, or cancel it first.',
          {
            reason: 'agent-busy',
          },
        );
      }
      return reply.code(204).send(null);
    },
  );
