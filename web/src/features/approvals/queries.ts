import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { pageSchema, type MoneyJson } from '../../../../contracts/common.ts';
import {
  proposalDetailSchema,
  proposalSchema,
  type ProposalDetail,
  type listProposalsSchema,
} from '../../../../contracts/proposals.ts';
import { get, post, put } from '../../lib/api.ts';

export type View = z.infer<typeof listProposalsSchema>['view'];
const listSchema = pageSchema(proposalSchema);

export const useProposals = (view: View, enabled = true) =>
  useQuery({
    enabled,
    queryKey: ['proposals', 'list', view],
    queryFn: ({ signal }) => get(`proposals?view=${view}&limit=100`, listSchema, signal),
  });

export const useProposal = (id: string) =>
  useQuery({
    queryKey: ['proposals', 'one', id],
    queryFn: ({ signal }) => get(`proposals/${id}`, proposalDetailSchema, signal),
  });

export interface Act {
  id: string;
  kind: 'approve' | 'reject' | 'revert';
  note: string;
  version: number;
}

const touched = ['proposals', 'session', 'overview', 'campaigns', 'tasks'];

/** Sends a decision or asks for the way back; answers with the proposal it made or changed. */
export function useAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, kind, note, version }: Act) =>
      kind === 'revert'
        ? post(`proposals/${id}/revert`, proposalDetailSchema)
        : post(`proposals/${id}/decisions`, proposalDetailSchema, {
            verdict: kind,
            note: note.trim() || undefined,
            version,
          }),
    onSettled: () => Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

interface OtherAmount {
  proposal: ProposalDetail;
  micros: string;
  note: string;
  /** Said yes to a large raise. */
  sure?: true;
}

/** Changes the campaign to another amount than the proposed one, and rejects the advice with that reason, in one step. */
export function useChangeAmount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ proposal, micros, note, sure }: OtherAmount) => {
      const { id, platform, campaignId, targetVersion, to } = proposal;
      const { currency } = to.dailyBudget as MoneyJson;
      return put(
        `campaigns/${platform}:${campaignId}`,
        proposalDetailSchema,
        { dailyBudget: { micros, currency }, instead: id, note, sure },
        { version: targetVersion },
      );
    },
    onSettled: () => Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
