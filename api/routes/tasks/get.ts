import { z } from 'zod';
import { idSchema } from '../../../contracts/common.ts';
import { taskDetailSchema } from '../../../contracts/tasks.ts';
import { getTaskDetail } from '../../../db/repositories/task-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { workflowIds } from '../../../temporal/names.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { notFound } from '../../problem.ts';
import { localeOf } from '../../request.ts';
import { temporalUrl } from '../../temporal-url.ts';
import type { Route } from '../../types.ts';

export const getTask: Route = (app, deps) =>
  app.get(
    '/api/v1/tasks/:id',
    {
      schema: {
        tags: ['tasks'],
        summary: 'One task with every try and step',
        params: z.object({ id: idSchema }),
        response: { 200: taskDetailSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const task = await withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        getTaskDetail(tx, request.params.id, localeOf(request)),
      );
      if (!task) throw notFound('task');
      return { ...task, temporalUrl: temporalUrl(deps.config, workflowIds.task(task.id, task.round)) };
    },
  );
