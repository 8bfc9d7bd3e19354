import { describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import { paceOf } from '../../lib/pace.ts';
import { groupCampaigns, totalsByCurrency } from './groups.ts';

function campaign(id: string, spend: number, value: number | null, rest: Partial<Campaign> = {}): Campaign {
  const currency = rest.totals?.currency ?? 'EUR';
  const totals = {
    currency,
    impressions: 0,
    clicks: 0,
    spendMicros: String(spend * 1e6),
    conversions: value === null ? null : 10,
    conversionValueMicros: value === null ? null : String(value * 1e6),
    roas: null,
    cpaMicros: null,
    ctr: null,
    cpmMicros: null,
  };
  return {
    id,
    platform: 'meta',
    status: 'active',
    dailyBudget: { micros: '100000000', currency },
    spentTodayMicros: '40000000',
    dayShare: 0.5,
    ...rest,
    totals,
  } as Campaign;
}

describe('campaign totals', () => {
  test('E12: a ratio of a group comes from sums, not from an average of ratios', () => {
    const [group] = groupCampaigns([campaign('meta:1', 100, 1000), campaign('meta:2', 900, 900)]);
    expect(group!.sum.roas).toBeCloseTo(1.9);
    expect(group!.sum.cpaMicros).toBe('50000000');
  });

  test('money of different currencies is never added', () => {
    const dollars = campaign('meta:3', 10, 20, { totals: { currency: 'USD' } as Campaign['totals'] });
    expect(totalsByCurrency([campaign('meta:1', 100, 200), dollars]).map((s) => s.currency)).toEqual([
      'EUR',
      'USD',
    ]);
    expect(groupCampaigns([campaign('meta:1', 100, 200), dollars])).toHaveLength(2);
  });

  test('C7: campaigns stand in their ad account, in order of first appearance', () => {
    const groups = groupCampaigns([
      campaign('meta:1', 3, 1, { accountId: '2', accountName: 'DE' }),
      campaign('meta:2', 2, 1, { accountId: '1', accountName: 'FR' }),
      campaign('meta:3', 1, 1, { accountId: '2', accountName: 'DE' }),
    ]);
    expect(groups.map((g) => [g.accountName, g.campaigns.map((c) => c.id)])).toEqual([
      ['DE', ['meta:1', 'meta:3']],
      ['FR', ['meta:2']],
    ]);
    expect(groups[0]!.sum.spendMicros).toBe(4_000_000n);
  });

  test('a metric that no platform sent stays unknown instead of 0', () => {
    const [sum] = totalsByCurrency([campaign('meta:1', 100, null)]);
    expect(sum!.valueMicros).toBeNull();
    expect(sum!.roas).toBeNull();
    expect(sum!.cpaMicros).toBeNull();
  });

  test('a paused campaign adds nothing to the budget a day', () => {
    const [sum] = totalsByCurrency([
      campaign('meta:1', 1, 1),
      campaign('meta:2', 1, 1, { status: 'paused' }),
    ]);
    expect(sum!.budgetMicros).toBe(100_000_000n);
    expect(sum!.expectedMicros).toBe(50_000_000n);
  });

  test('pace compares what is spent with the part of the day that has passed', () => {
    expect(paceOf(0.62, 0.41)).toBe('over');
    expect(paceOf(0.18, 0.41)).toBe('under');
    expect(paceOf(0.44, 0.41)).toBe('on');
    expect(paceOf(0.36, 0.41)).toBe('on');
  });
});
