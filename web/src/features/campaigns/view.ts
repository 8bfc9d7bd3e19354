import type { Campaign } from '../../../../contracts/campaigns.ts';
import { paceOf } from '../../lib/pace.ts';

export const sortKeys = [
  'name',
  'status',
  'budget',
  'pace',
  'spend',
  'value',
  'roas',
  'orders',
  'cpa',
] as const;
export type SortKey = (typeof sortKeys)[number];
export const views = ['all', 'over', 'proposed'] as const;
export type View = (typeof views)[number];
/** `current` is what can spend: neither archived nor deleted. */
export const statuses = ['current', 'active', 'paused', 'archived', 'all'] as const;
export type StatusFilter = (typeof statuses)[number];

export interface Filters {
  platform: string;
  status: StatusFilter;
  view: View;
  sort: SortKey;
  /** Largest first. */
  down: boolean;
}

/** Share of today's budget that is spent; null where nothing is to be spent. */
export function spentShare({ status, dailyBudget, spentTodayMicros }: Campaign): number | null {
  if (status !== 'active' || !dailyBudget || Number(dailyBudget.micros) === 0) return null;
  return Number(spentTodayMicros) / Number(dailyBudget.micros);
}

export const isOverPace = (campaign: Campaign): boolean => {
  const share = spentShare(campaign);
  return share !== null && paceOf(share, campaign.dayShare) === 'over';
};

/** An agent's proposal that waits for a decision. */
export const isProposed = ({ pending }: Campaign) => pending?.state === 'proposed' && pending.byAgent;

const inView: Record<View, (campaign: Campaign) => boolean> = {
  all: () => true,
  over: isOverPace,
  proposed: isProposed,
};

const inStatus = ({ status }: Campaign, wanted: StatusFilter) =>
  wanted === 'all' ||
  (wanted === 'current' ? status !== 'archived' && status !== 'deleted' : status === wanted);

/** Campaigns of the platform and status that were asked for, whatever the view. */
export const narrow = (campaigns: readonly Campaign[], { platform, status }: Filters): Campaign[] =>
  campaigns.filter((c) => (platform === '' || c.platform === platform) && inStatus(c, status));

export const ofView = (campaigns: readonly Campaign[], view: View) => campaigns.filter(inView[view]);

const figures: Record<Exclude<SortKey, 'name' | 'status'>, (campaign: Campaign) => number | null> = {
  budget: (c) => (c.dailyBudget ? Number(c.dailyBudget.micros) : null),
  pace: spentShare,
  spend: (c) => Number(c.totals.spendMicros),
  value: (c) => (c.totals.conversionValueMicros === null ? null : Number(c.totals.conversionValueMicros)),
  roas: (c) => c.totals.roas,
  orders: (c) => c.totals.conversions,
  cpa: (c) => (c.totals.cpaMicros === null ? null : Number(c.totals.cpaMicros)),
};

/** In the order that was asked for; what is not known comes last in both directions. */
export function sortCampaigns(campaigns: readonly Campaign[], { sort, down }: Filters): Campaign[] {
  const turn = down ? -1 : 1;
  return campaigns.toSorted((a, b) => {
    if (sort === 'name' || sort === 'status') return turn * a[sort].localeCompare(b[sort]);
    const [left, right] = [figures[sort](a), figures[sort](b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return turn * (left - right);
  });
}
