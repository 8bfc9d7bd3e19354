import { catalogue } from '../../../agents/catalogue.ts';
import { agentOf } from '../../../agents/registry.ts';
import { createTaskSchema, taskSchema } from '../../../contracts/tasks.ts';
import { getAgentInstance, putAgentInstance } from '../../../db/repositories/agent-instances.ts';
import { getTask } from '../../../db/repositories/task-views.ts';
import { createTask } from '../../../db/repositories/tasks.ts';
import { withTenant, type TenantTransaction } from '../../../db/tenant.ts';
import { startTask } from '../../../temporal/start.ts';
import { openPremium } from '../../agent-settings.ts';
import { markRepeat, once, onceHeaders } from '../../once.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { ApiProblem } from '../../problem.ts';
import { issuesOf, localeOf, refused } from '../../request.ts';
import type { Route } from '../../types.ts';

export const postTask: Route = (app, deps) =>
  app.post(
    '/api/v1/tasks',
    {
      config: { problems: ['unprocessable', 'quota-exceeded', 'plan-limit'] },
      schema: {
        tags: ['tasks'],
        summary: 'Asks an agent to work',
        description: 'The row is written first; Temporal starts it now, or the sweeper soon.',
        headers: onceHeaders,
        body: createTaskSchema,
        response: { 202: taskSchema },
      },
    },
    async (request, reply) => {
      const { userId, tenantId } = allowed(request, 'run');
      const { agent: key, capability, input, priority } = request.body;
      const entry = catalogue.find((one) => one.key === key);
      // Whether the plan has it comes before whether it is there yet.
      const early = entry?.premium ? null : checked(key, capability, input);
      const write = async (tx: TenantTransaction) => {
        if (entry?.premium) await openPremium(tx, deps.now());
        const valid = early ?? checked(key, capability, input);
        const [found, sample] = await Promise.all([getAgentInstance(tx, key), isSample(tx, valid)]);
        const instance = found ?? (await putAgentInstance(tx, key, {}, null, deps.now()))!;
        const created = await createTask(
          tx,
          {
            agentKey: key,
            agentInstanceId: instance.id,
            capability,
            input: valid,
            priority,
            requestedBy: userId,
            sample,
          },
          deps.now(),
        );
        return { done: created.task, view: (await getTask(tx, created.task.id, localeOf(request)))! };
      };
      const { done, view } = await withTenant(deps.db, contextOf(request), (tx) =>
        once(tx, request, 202, deps.now(), () => write(tx)),
      ).catch(refused);
      if (done) {
        request.log.info({ task: done.id }, 'task asked for');
        await startTask(
          deps.temporal,
          { ...done, tenantId, agentKey: done.agent_key },
          { eager: true, publicUrl: deps.config.publicUrl },
        );
      }
      return markRepeat(reply, done).code(202).header('location', `/api/v1/tasks/${view.id}`).send(view);
    },
  );

function checked(key: string, capability: string, input: Record<string, unknown>) {
  const agent = agentOf(key);
  if (!agent) {
    const later = catalogue.some((entry) => entry.key === key);
    if (later) throw new ApiProblem('unprocessable', 'This agent is not in this release yet.');
    throw new ApiProblem('invalid-request', 'There is no such agent; GET /agents lists them all.');
  }
  if (!agent.capabilities.includes(capability)) {
    throw new ApiProblem('invalid-request', `${agent.name} can: ${agent.capabilities.join(', ')}.`);
  }
  const read = agent.input.safeParse(input);
  if (read.success) return read.data as Record<string, unknown>;
  throw new ApiProblem('invalid-request', 'The input of the task is not as the agent needs it.', {
    errors: issuesOf(read.error, '/input'),
  });
}

/** Work on an account of the sandbox is sample work. */
async function isSample(tx: TenantTransaction, input: Record<string, unknown>): Promise<boolean> {
  const row = await tx
    .selectFrom('ad_accounts as a')
    .innerJoin('connections as c', 'c.id', 'a.connection_id')
    .select('c.environment')
    .where('a.id', '=', typeof input.accountId === 'string' ? input.accountId : '')
    .executeTakeFirst();
  return row?.environment === 'sandbox';
}
