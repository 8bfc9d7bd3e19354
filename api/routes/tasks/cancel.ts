import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { taskSchema } from '../../../contracts/tasks.ts';
import { getTask } from '../../../db/repositories/task-views.ts';
import { requestCancel } from '../../../db/repositories/tasks.ts';
import { withTenant } from '../../../db/tenant.ts';
import { cancelTask } from '../../../temporal/start.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const deleteTask: Route = (app, deps) =>
  app.delete(
    '/api/v1/tasks/:id',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Asks for the end of a task, at whatever point it is',
        description: 'An ended one stays as it is.',
        params: z.object({ id: idSchema }),
        response: { 202: taskSchema },
      },
    },
    async (request, reply) => {
      allowed(request, 'run');
      const { result, task, view } = await withTenant(deps.db, contextOf(request), async (tx) => {
        const asked = await requestCancel(tx, request.params.id, deps.now());
        return { ...asked, view: (await getTask(tx, asked.task.id, localeOf(request)))! };
      }).catch(refused);
      if (result !== 'ended') await cancelTask(deps.temporal, task);
      return reply.code(202).send(view);
    },
  );
