import { useMutation, useQueryClient } from '@tanstack/react-query';
import { agentSchema, type Agent } from '../../../../contracts/agents.ts';
import { del, get, post, put } from '../../lib/api.ts';

/** After which everything that counts or shows agents is read again. */
function useAgentAct<V = void>(act: (given: V) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all(
        ['agents', 'session', 'overview', 'plan'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}

/** Sets an agent of the catalogue up in this workspace, switched on. */
export const useAddAgent = ({ key }: Agent) => useAgentAct(() => post('agents', agentSchema, { agent: key }));

/** Removes an agent with its settings; what it did stays. */
export const useRemoveAgent = ({ key }: Agent) => useAgentAct(() => del(`agents/${key}`));

/** Brings a removed agent back as it was: what is restored comes back switched off. */
export const useRestoreAgent = () =>
  useAgentAct(async ({ key, instance }: Agent) => {
    if (!instance) return;
    await post(`deleted-items/${instance.id}/restore`, null);
    if (!instance.enabled) return;
    const { instance: restored } = await get(`agents/${key}`, agentSchema);
    await put(`agents/${key}`, agentSchema, { enabled: true }, { version: restored?.version });
  });
