import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { taskSchema } from '../../../contracts/tasks.ts';
import { getTask } from '../../../db/repositories/task-views.ts';
import { retryTask } from '../../../db/repositories/tasks.ts';
import { withTenant } from '../../../db/tenant.ts';
import { startTask } from '../../../temporal/start.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const putTaskRetry: Route = (app, deps) =>
  app.put(
    '/api/v1/tasks/:id/retry',
    {
      config: { problems: ['conflict'] },
      schema: {
        tags: ['tasks'],
        summary: 'A new round of a failed, canceled or dead-letter task',
        params: z.object({ id: idSchema }),
        response: { 202: taskSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'run');
      const { task, view } = await withTenant(deps.db, contextOf(request), async (tx) => {
        const retried = await retryTask(tx, request.params.id, userId);
        return { task: retried, view: (await getTask(tx, retried.id, localeOf(request)))! };
      }).catch(refused);
      const { id, number, round, capability, priority, trigger, input } = task;
      await startTask(
        deps.temporal,
        { tenantId, id, number, round, agentKey: task.agent_key, capability, priority, trigger, input },
        { eager: true, publicUrl: deps.config.publicUrl },
      );
      return reply.code(202).send(view);
    },
  );
