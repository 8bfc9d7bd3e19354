import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { agentSchema, type Agent, type updateAgentSchema } from '../../../../contracts/agents.ts';
import { put } from '../../lib/api.ts';

type Change = z.infer<typeof updateAgentSchema>;

/** Changes one agent at the version the person saw; `at` is for the way back, from the version the change made. */
export function useUpdateAgent(agent: Agent) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ at = agent, ...change }: Change & { at?: Agent }) =>
      put(`agents/${agent.key}`, agentSchema, change, { version: at.instance?.version }),
    onSettled: () =>
      Promise.all(
        ['agents', 'session', 'overview'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}

export type UpdateAgent = ReturnType<typeof useUpdateAgent>;
