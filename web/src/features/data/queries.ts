import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { deletedItemSchema, retentionSchema } from '../../../../contracts/deleted-items.ts';
import { get, post, put } from '../../lib/api.ts';
import type { useProof } from '../settings/proof.tsx';

const deletedSchema = z.object({ data: z.array(deletedItemSchema) });

export const useDeletedItems = () =>
  useQuery({
    queryKey: ['deleted-items'],
    queryFn: ({ signal }) => get('deleted-items', deletedSchema, signal),
  });

export const useRetention = () =>
  useQuery({
    queryKey: ['retention'],
    queryFn: ({ signal }) => get('retention', retentionSchema, signal),
  });

/** Fewer days can remove what was deleted longer ago, at once. `prove`: asks who one is where the server wants to know. */
export const useSetRetention = (prove: ReturnType<typeof useProof>['prove']) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: number) => prove(() => put('retention', retentionSchema, { days })),
    onSuccess: async (saved) => {
      client.setQueryData(['retention'], saved);
      await client.invalidateQueries({ queryKey: ['deleted-items'] });
    },
  });
};

export const useRestore = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: { id: string }) => post(`deleted-items/${id}/restore`, null),
    onSettled: () => client.invalidateQueries(),
  });
};
