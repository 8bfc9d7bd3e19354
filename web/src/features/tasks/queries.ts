import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { agentSchema } from '../../../../contracts/agents.ts';
import { idSchema } from '../../../../contracts/common.ts';
import { proposalDetailSchema, type ProposalDetail } from '../../../../contracts/proposals.ts';
import { taskDetailSchema, taskListSchema, type Task } from '../../../../contracts/tasks.ts';
import { del, get, post, put } from '../../lib/api.ts';

const agentListSchema = z.union([z.object({ data: z.array(agentSchema) }), z.array(agentSchema)]);

export interface TaskFilter {
  state: Task['state'] | null;
  agent: string | null;
  cursor: string | null;
}

/** Work under way is asked for again each time, because its steps come without an event. */
const LIVE = new Set<Task['state']>(['pending', 'running', 'retrying']);
export const isLive = (task: Pick<Task, 'state'>) => LIVE.has(task.state);

export const useTasks = ({ state, agent, cursor }: TaskFilter) => {
  const query = new URLSearchParams({ limit: '50' });
  for (const [key, value] of Object.entries({ state, agent, cursor })) if (value) query.set(key, value);
  return useQuery({
    queryKey: ['tasks', 'list', query.toString()],
    queryFn: ({ signal }) => get(`tasks?${query}`, taskListSchema, signal),
    placeholderData: keepPreviousData,
  });
};
export const useTask = (id: string) =>
  useQuery({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => get(`tasks/${id}`, taskDetailSchema, signal),
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? 2_000 : false),
  });
/** The proposals of a run, in its order; those that are not here yet are left out. */
export const useTaskProposals = (ids: string[]): ProposalDetail[] =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: ['proposals', 'one', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => get(`proposals/${id}`, proposalDetailSchema, signal),
    })),
    combine: (all) => all.flatMap(({ data }) => data ?? []),
  });
export const useAgents = () =>
  useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => get('agents', agentListSchema, signal),
    select: (list) => (Array.isArray(list) ? list : list.data),
  });

/** Starts a capability of an agent; answers with the new task. */
export const useStartTask = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { agent: string; capability: string; input: Record<string, unknown> }) =>
      post('tasks', z.object({ id: idSchema }), body),
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  });
};
/** Starts the same run as an earlier task once more. */
export const useRunAgain = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (taskId: string) => {
      const { agent, capability, input } = await get(`tasks/${taskId}`, taskDetailSchema);
      return post('tasks', z.object({ id: idSchema }), { agent, capability, input });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  });
};
export const useTaskAct = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: 'retry' | 'cancel' }) =>
      act === 'retry' ? put(`tasks/${id}/retry`, null) : del(`tasks/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  });
};
