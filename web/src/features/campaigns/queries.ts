import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  campaignListSchema,
  type Campaign,
  type updateCampaignSchema,
} from '../../../../contracts/campaigns.ts';
import { proposalDetailSchema } from '../../../../contracts/proposals.ts';
import type { z } from 'zod';
import { get, post, put } from '../../lib/api.ts';

/** Pages of 100 that are read at most; subtotals, sorting and views need all rows. */
const MOST_PAGES = 20;

/** Every campaign of a period whose name has `search`; `more` when there are too many to read. */
async function readCampaigns(asked: { from: string; to: string; search: string }, signal: AbortSignal) {
  const query = new URLSearchParams({ from: asked.from, to: asked.to, limit: '100' });
  if (asked.search !== '') query.set('search', asked.search);
  const campaigns: Campaign[] = [];
  for (let page = 1; ; page += 1) {
    const list = await get(`campaigns?${query}`, campaignListSchema, signal);
    campaigns.push(...list.data);
    const { period, before, syncedAt, nextCursor } = list;
    const more = nextCursor !== null;
    if (!more || page === MOST_PAGES) return { campaigns, period, before, syncedAt, more };
    query.set('cursor', nextCursor);
  }
}

export const useCampaigns = (asked: { from: string; to: string; search: string }) =>
  useQuery({
    queryKey: ['campaigns', 'list', asked.from, asked.to, asked.search],
    queryFn: ({ signal }) => readCampaigns(asked, signal),
    placeholderData: keepPreviousData,
  });

export interface Change {
  campaign: Campaign;
  to: z.infer<typeof updateCampaignSchema>;
}

/** Sends a change at the version that the person saw; answered by the proposal that carries it out. */
export const sendChange = ({ campaign, to }: Change) =>
  put(`campaigns/${encodeURIComponent(campaign.id)}`, proposalDetailSchema, to, {
    version: campaign.version,
  });

export function useChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: sendChange,
    onSettled: () => client.invalidateQueries({ queryKey: ['campaigns'] }),
  });
}

/** Puts back what confirmed changes changed. */
export function useRevert() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) =>
      Promise.all(ids.map((id) => post(`proposals/${id}/revert`, proposalDetailSchema))),
    onSettled: () => client.invalidateQueries({ queryKey: ['campaigns'] }),
  });
}
