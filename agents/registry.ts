import { budgetAnalyzer } from './budget-analyzer/agent.ts';
import type { AgentDefinition } from './types.ts';

/** Every agent that can run. To add one: a folder, a line here, `available` in the catalogue; the conformance test tells the rest. */
export const registry: readonly AgentDefinition[] = [budgetAnalyzer];

export function agentOf(key: string): AgentDefinition | undefined {
  return registry.find((agent) => agent.key === key);
}
