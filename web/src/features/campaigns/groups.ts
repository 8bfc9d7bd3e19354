import type { Campaign } from '../../../../contracts/campaigns.ts';
import type { Platform } from '../../../../contracts/platforms.ts';

/** Sums over campaigns of one currency; ratios are taken after summing (spec E12). */
export interface Sum {
  currency: string;
  count: number;
  budgetMicros: bigint;
  spentTodayMicros: bigint;
  /** Today's budget that should be spent by now. */
  expectedMicros: bigint;
  spendMicros: bigint;
  valueMicros: bigint | null;
  conversions: number | null;
  roas: number | null;
  cpaMicros: string | null;
}

export interface Group {
  key: string;
  platform: Platform;
  accountName: string;
  currency: string;
  campaigns: Campaign[];
  sum: Sum;
}

/** Campaigns by ad account in order of first appearance; money of two currencies is never added. */
export function groupCampaigns(campaigns: readonly Campaign[]): Group[] {
  const members = new Map<string, Campaign[]>();
  for (const campaign of campaigns) {
    const key = `${campaign.platform}:${campaign.accountId}:${campaign.totals.currency}`;
    members.set(key, [...(members.get(key) ?? []), campaign]);
  }
  return [...members].map(([key, own]) => {
    const { platform, accountName, totals } = own[0]!;
    const { currency } = totals;
    return { key, platform, accountName, currency, campaigns: own, sum: sumCampaigns(own, currency) };
  });
}

/** One sum per currency, largest spend first. */
export function totalsByCurrency(campaigns: readonly Campaign[]): Sum[] {
  const currencies = [...new Set(campaigns.map((c) => c.totals.currency))];
  return currencies
    .map((currency) =>
      sumCampaigns(
        campaigns.filter((c) => c.totals.currency === currency),
        currency,
      ),
    )
    .sort((a, b) => (b.spendMicros > a.spendMicros ? 1 : -1));
}

function sumCampaigns(campaigns: readonly Campaign[], currency: string): Sum {
  let budgetMicros = 0n;
  let spentTodayMicros = 0n;
  let expectedMicros = 0n;
  let spendMicros = 0n;
  let valueMicros: bigint | null = null;
  let conversions: number | null = null;
  for (const c of campaigns) {
    const active = c.status === 'active' && c.dailyBudget !== null;
    if (active) {
      const budget = BigInt(c.dailyBudget!.micros);
      budgetMicros += budget;
      spentTodayMicros += BigInt(c.spentTodayMicros);
      expectedMicros += BigInt(Math.round(Number(budget) * c.dayShare));
    }
    spendMicros += BigInt(c.totals.spendMicros);
    if (c.totals.conversionValueMicros !== null)
      valueMicros = (valueMicros ?? 0n) + BigInt(c.totals.conversionValueMicros);
    if (c.totals.conversions !== null) conversions = (conversions ?? 0) + c.totals.conversions;
  }
  return {
    currency,
    count: campaigns.length,
    budgetMicros,
    spentTodayMicros,
    expectedMicros,
    spendMicros,
    valueMicros,
    conversions,
    roas: valueMicros === null || spendMicros === 0n ? null : Number(valueMicros) / Number(spendMicros),
    cpaMicros: conversions ? String(Math.round(Number(spendMicros) / conversions)) : null,
  };
}
