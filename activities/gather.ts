import { agentOf } from '../agents/registry.ts';
import { getAgentInstance } from '../db/repositories/agent-instances.ts';
import type { TaskRow } from '../db/repositories/tasks.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { coded } from '../domain/failure.ts';
import { readerOf } from './reader.ts';

/** What the agent reads for a task, with its settings as they are now. Throws `invalid-input`. */
export async function gatherFor(tx: TenantTransaction, task: TaskRow, now: Date) {
  const startedAt = new Date();
  const agent = agentOf(task.agent_key);
  if (!agent?.capabilities.includes(task.capability)) {
    throw coded('invalid-input', 'This agent or capability is not available.');
  }
  const instance = await getAgentInstance(tx, task.agent_key);
  const input = agent.input.safeParse(task.input);
  const settings = agent.settings.safeParse(instance?.settings ?? {});
  if (!input.success || !settings.success) {
    throw coded(
      'invalid-input',
      `The ${input.success ? 'settings of the agent' : 'input of the task'} cannot be used.`,
    );
  }
  const request = { capability: task.capability, input: input.data, settings: settings.data, now };
  const data = await agent.gather(readerOf(tx), request);
  return { agent, task, settings: settings.data, data, startedAt };
}
