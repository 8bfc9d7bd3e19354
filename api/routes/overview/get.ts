import { overviewQuerySchema, overviewSchema, type Overview } from '../../../contracts/overview.ts';
import { catalogue } from '../../../agents/catalogue.ts';
import { listAgentInstances } from '../../../db/repositories/agent-instances.ts';
import { listConnections } from '../../../db/repositories/connections.ts';
import {
  campaignChanges,
  endedTasks,
  failedTasks,
  openDeadLetters,
  openTasks,
  unmadeChanges,
} from '../../../db/repositories/overview.ts';
import { listProposals } from '../../../db/repositories/proposal-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { addDays, localDate } from '../../../domain/calendar.ts';
import { viewConnections } from '../../connection-view.ts';
import { readMetrics } from '../../metrics-view.ts';
import { agentStates, changesOf, eachDay, success } from '../../overview-parts.ts';
import { spansOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf } from '../../request.ts';
import type { Route } from '../../types.ts';

/** The work of agents is shown for one week beside the week before, whatever the period of the figures. */
const WORK_DAYS = 7;
const EXPIRES_SOON_MS = 7 * 86_400_000;

export const getOverview: Route = (app, deps) =>
  app.get(
    '/api/v1/overview',
    {
      schema: {
        tags: ['overview'],
        summary: 'Everything the dashboard shows, in one answer',
        querystring: overviewQuerySchema,
        response: { 200: overviewSchema },
      },
    },
    async (request) => {
      allowed(request, 'read');
      const now = deps.now();
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx): Promise<Overview> => {
        const [tenant, spans] = await Promise.all([
          tx.selectFrom('tenants').select('time_zone').executeTakeFirstOrThrow(),
          spansOf(tx, {}, now, { days: request.query.days }),
        ]);
        const lastWeek = new Date(now.getTime() - WORK_DAYS * 86_400_000);
        const [proposals, connections, instances, open, letters, failed, unmade, ended, changes, metrics] =
          await Promise.all([
            listProposals(tx, { view: 'waiting', limit: 5 }, localeOf(request)),
            listConnections(tx),
            listAgentInstances(tx),
            openTasks(tx),
            openDeadLetters(tx),
            failedTasks(tx, lastWeek),
            unmadeChanges(tx, lastWeek),
            endedTasks(tx, new Date(now.getTime() - 2 * WORK_DAYS * 86_400_000), tenant.time_zone),
            campaignChanges(tx, spans.period, spans.before),
            readMetrics(tx, spans, {}),
          ]);
        const views = await viewConnections(tx, connections, now);
        const streams = views.flatMap((view) => view.streams);
        const today = localDate(now, tenant.time_zone);
        const days = eachDay(ended, addDays(today, 1 - WORK_DAYS), WORK_DAYS);
        const lately = success(days);
        const before = success(eachDay(ended, addDays(today, 1 - 2 * WORK_DAYS), WORK_DAYS));
        const enabled = instances.filter((instance) => instance.enabled);
        return {
          asOf: now.toISOString(),
          decisions: proposals.data,
          attention: [
            ...connections.flatMap((connection): Overview['attention'] => {
              const { id, name, expires_at: at, reconnect_reason: code } = connection;
              if (connection.state === 'reconnect') {
                return [{ kind: 'connection-reconnect', id, title: name, at: null, code }];
              }
              if (!at || at.getTime() - now.getTime() > EXPIRES_SOON_MS) return [];
              return [{ kind: 'connection-expiring', id, title: name, at: at.toISOString(), code: null }];
            }),
            ...views.flatMap((view): Overview['attention'] => {
              if (view.health !== 'late' && view.health !== 'error') return [];
              const last = view.streams.map(({ lastSuccessAt }) => lastSuccessAt).sort()[0] ?? null;
              const kind = view.health === 'error' ? 'stream-stopped' : 'stream-late';
              return [{ kind, id: view.id, title: view.name, at: last, code: view.health }];
            }),
            ...unmade.map((change) => ({
              kind: change.state === 'conflict' ? ('change-conflict' as const) : ('change-failed' as const),
              id: change.id,
              title: change.name,
              at: change.decided_at?.toISOString() ?? null,
              code: change.error?.code ?? null,
            })),
            ...failed.map((task) => ({
              kind: 'task-failed' as const,
              id: task.id,
              title: `${task.agent_key} · ${task.number}`,
              at: task.finished_at?.toISOString() ?? null,
              code: task.error_code,
            })),
            ...letters.map((letter) => ({
              kind: 'task-dead-letter' as const,
              id: letter.task_id,
              title: `${letter.agent_key} · ${letter.number}`,
              at: letter.created_at.toISOString(),
              code: letter.error_code,
            })),
          ],
          streamsOnTime: streams.filter((stream) => stream.state === 'on_time').length,
          metrics: metrics.syncedAt === null && metrics.days.length === 0 ? null : metrics,
          tasks: {
            totalAgents: catalogue.length,
            activeAgents: enabled.length,
            completed: lately.completed,
            completedBefore: before.completed,
            successRate: lately.rate,
            successRateBefore: before.rate,
            days,
          },
          agents: agentStates(enabled, open),
          changes: changesOf(changes, metrics.totals.currency),
        };
      });
    },
  );
