import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Agent, updateAgentSchema } from '../../../../contracts/agents.ts';
import { put } from '../../lib/api.ts';

/** Changes one agent at the version the person saw. */
export function useUpdateAgent(agent: Agent) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.infer<typeof updateAgentSchema>) =>
      put(`agents/${agent.key}`, null, body, { version: agent.instance?.version }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['agents'] }),
        client.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
}
