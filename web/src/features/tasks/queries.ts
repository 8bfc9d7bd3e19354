import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { idSchema } from '../../../../contracts/common.ts';
import { taskDetailSchema, taskListSchema, type Task } from '../../../../contracts/tasks.ts';
import { del, get, post, put } from '../../lib/api.ts';

export const useTasks = (state: Task['state'] | null) =>
  useQuery({
    queryKey: ['tasks', 'list', state],
    queryFn: ({ signal }) => get(`tasks?limit=100${state ? `&state=${state}` : ''}`, taskListSchema, signal),
  });
export const useTask = (id: string) =>
  useQuery({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => get(`tasks/${id}`, taskDetailSchema, signal),
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
