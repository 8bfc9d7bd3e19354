import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { pageSchema } from '../../../../contracts/common.ts';
import {
  proposalDetailSchema,
  proposalSchema,
  type listProposalsSchema,
} from '../../../../contracts/proposals.ts';
import { sessionSchema } from '../../../../contracts/session.ts';
import { get, post } from '../../lib/api.ts';

export type View = z.infer<typeof listProposalsSchema>['view'];
const listSchema = pageSchema(proposalSchema);

export const useProposals = (view: View) =>
  useQuery({
    queryKey: ['proposals', 'list', view],
    queryFn: ({ signal }) => get(`proposals?view=${view}&limit=100`, listSchema, signal),
  });

export const useProposal = (id: string) =>
  useQuery({
    queryKey: ['proposals', 'one', id],
    queryFn: ({ signal }) => get(`proposals/${id}`, proposalDetailSchema, signal),
  });

export const useReader = () =>
  useQuery({ queryKey: ['session'], queryFn: ({ signal }) => get('session', sessionSchema, signal) });

export interface Act {
  id: string;
  kind: 'approve' | 'reject' | 'setBack';
  note: string;
  version: number;
}

/** Sends a decision or a set-back; afterwards everything about proposals is read again. */
export function useAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, kind, note, version }: Act) =>
      kind === 'setBack'
        ? post(`proposals/${id}/revert`, null)
        : post(`proposals/${id}/decisions`, null, { verdict: kind, note: note || undefined, version }),
    onSettled: () =>
      Promise.all(
        ['proposals', 'session', 'overview', 'campaigns'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}
