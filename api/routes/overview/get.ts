import { overviewSchema, type Overview } from '../../../contracts/overview.ts';
import { listAgentInstances } from '../../../db/repositories/agent-instances.ts';
import { listConnections } from '../../../db/repositories/connections.ts';
import { listStreams } from '../../../db/repositories/syncs.ts';
import {
  campaignChanges,
  endedTasks,
  openDeadLetters,
  openTasks,
} from '../../../db/repositories/overview.ts';
import { listProposals } from '../../../db/repositories/proposal-views.ts';
import { withTenant } from '../../../db/tenant.ts';
import { readMetrics } from '../../metrics-view.ts';
import { agentStates, changesOf, success } from '../../overview-parts.ts';
import { addDays, periodOf } from '../../period.ts';
import { allowed, contextOf } from '../../plugins/session.ts';
import { localeOf } from '../../request.ts';
import type { Route } from '../../types.ts';

const DAYS = 28;
const EXPIRES_SOON_MS = 7 * 86_400_000;

/** GET: everything the dashboard shows, in one answer. */
export const getOverview: Route = (app, deps) =>
  app.get(
    '/api/v1/overview',
    { schema: { tags: ['overview'], response: { 200: overviewSchema } } },
    async (request) => {
      allowed(request, 'read');
      const now = deps.now();
      const spans = periodOf({}, now, DAYS);
      return withTenant(deps.db, contextOf(request, { readOnly: true }), async (tx): Promise<Overview> => {
        const tenant = await tx
          .selectFrom('tenants')
          .select(['currency', 'time_zone'])
          .executeTakeFirstOrThrow();
        const [proposals, connections, instances, open, letters, ended, changes, metrics] = await Promise.all(
          [
            listProposals(tx, { view: 'waiting', limit: 5 }, localeOf(request)),
            listConnections(tx),
            listAgentInstances(tx),
            openTasks(tx),
            openDeadLetters(tx),
            endedTasks(tx, new Date(now.getTime() - 2 * DAYS * 86_400_000), tenant.time_zone),
            campaignChanges(tx, spans.period, spans.before),
            readMetrics(tx, spans, {}, tenant.currency),
          ],
        );
        const streams = await listStreams(
          tx,
          connections.map((connection) => connection.id),
        );
        const firstDay = addDays(now.toISOString().slice(0, 10), 1 - DAYS);
        const days = ended.filter((day) => day.day >= firstDay);
        const [lately, before] = [success(days), success(ended.filter((day) => day.day < firstDay))];
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
            totalAgents: instances.length,
            activeAgents: instances.filter((instance) => instance.enabled).length,
            completed: lately.completed,
            completedBefore: before.completed,
            successRate: lately.rate,
            successRateBefore: before.rate,
            days,
          },
          agents: agentStates(instances, open),
          changes: changesOf(changes, metrics.totals.currency),
        };
      });
    },
  );
