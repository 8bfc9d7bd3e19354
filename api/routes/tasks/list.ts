import { listTasksSchema, taskListSchema } from '../../../contracts/tasks.ts';
import { listTasks } from '../../../db/repositories/task-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf } from '../../request.ts';
import type { Route } from '../../types.ts';

export const getTasks: Route = (app, deps) =>
  app.get(
    '/api/v1/tasks',
    {
      schema: {
        tags: ['tasks'],
        summary: 'Tasks, newest first, with the number per state',
        querystring: listTasksSchema,
        response: { 200: taskListSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      return withTenant(deps.db, contextOf(request, { readOnly: true }), (tx) =>
        listTasks(tx, request.query, localeOf(request)),
      );
    },
  );
