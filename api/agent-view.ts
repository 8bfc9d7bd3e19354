import { z } from 'zod';
import { agentOf } from '../agents/registry.ts';
import type { CatalogueEntry } from '../agents/catalogue.ts';
import type { Agent } from '../contracts/agents.ts';
import type { AgentInstance, AgentStats } from '../db/repositories/agent-instances.ts';
import type { PlanRow } from '../db/repositories/plans.ts';

/** One of the catalogue's agents as this workspace has it. */
export function viewAgent(
  entry: CatalogueEntry,
  instance: AgentInstance | undefined,
  stats: AgentStats | undefined,
  plan: Pick<PlanRow, 'premium_agents'>,
): Agent {
  const definition = agentOf(entry.key);
  const locked = entry.premium && !plan.premium_agents;
  return {
    key: entry.key,
    name: entry.name,
    group: entry.group,
    premium: entry.premium,
    available: definition !== undefined,
    capabilities: [...entry.capabilities],
    instance: instance
      ? {
          id: instance.id,
          enabled: instance.enabled,
          autonomy: instance.autonomy,
          settings: instance.settings as Record<string, unknown>,
          version: instance.version,
        }
      : null,
    settingsSchema: definition ? z.toJSONSchema(definition.settings, { io: 'input' }) : null,
    state: stateOf(),
    problem: stats?.lastError ?? null,
    tasks: stats?.tasks ?? 0,
    completed: stats?.completed ?? 0,
    successRate: stats && stats.ended > 0 ? stats.completed / stats.ended : null,
    tokens: stats?.tokens ?? 0,
    lastRunAt: stats?.lastRunAt?.toISOString() ?? null,
    calibration: stats?.calibration ?? [],
  };

  function stateOf(): Agent['state'] {
    if (locked) return 'locked';
    if (!definition) return 'unavailable';
    if (!instance?.enabled) return 'inactive';
    if (stats && stats.running > 0) return 'running';
    return stats?.lastError ? 'error' : 'active';
  }
}
