import { describe, expect, it } from '@jest/globals';
import type { AdAccount } from '../types.ts';
import { toCampaign, toForm, toInsight } from './map.ts';

const account: AdAccount = {
  id: '1',
  name: 'Shop',
  currency: 'EUR',
  timeZone: 'Europe/Paris',
  status: 'active',
};
const row = {
  campaign_id: '120245452617390604',
  campaign_name: 'A',
  account_currency: 'EUR',
  date_start: '2026-11-01',
};

describe('Meta rows (C1, C5)', () => {
  it('keeps spend exact to the micro', () => {
    expect(toInsight({ ...row, spend: '7.348789' }).spendMicros).toBe(7_348_789n);
    expect(toInsight({ ...row, spend: '14.9' }).spendMicros).toBe(14_900_000n);
  });

  it('counts a purchase once though Meta lists it under three names', () => {
    const actions = ['purchase', 'omni_purchase', 'offsite_conversion.fb_pixel_purchase'];
    const listed = (value: string) => actions.map((action_type) => ({ action_type, value }));
    const insight = toInsight({ ...row, actions: listed('3'), action_values: listed('120.5') });
    expect(insight.conversionsMicros).toBe(3_000_000n);
    expect(insight.conversionValueMicros).toBe(120_500_000n);
  });

  it('says null, not zero, where Meta sent nothing', () => {
    const insight = toInsight({ ...row, actions: [{ action_type: 'link_click', value: '9' }] });
    expect(insight.conversionsMicros).toBeNull();
    expect(insight.conversionValueMicros).toBeNull();
  });

  it('refuses an amount finer than a micro instead of rounding it', () => {
    expect(() => toInsight({ ...row, spend: '0.0000001' })).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
  });

  it('reads budgets in the minor units of the currency, and unknown statuses as unknown', () => {
    const campaign = {
      id: '1',
      name: 'A',
      status: 'NEW_WORD',
      effective_status: 'NEW_WORD',
      daily_budget: '1500',
    };
    expect(toCampaign(campaign, account)).toMatchObject({
      dailyBudgetMicros: 15_000_000n,
      status: 'unknown',
    });
    expect(toCampaign(campaign, { ...account, currency: 'JPY' }).dailyBudgetMicros).toBe(1_500_000_000n);
    expect(toCampaign({ ...campaign, daily_budget: undefined }, account).dailyBudgetMicros).toBeNull();
    const started = toCampaign({ ...campaign, start_time: '2026-05-06T15:32:58+0200' }, account).startsAt;
    expect(started?.toISOString()).toBe('2026-05-06T13:32:58.000Z');
  });

  it('writes exactly the approved change and refuses half a cent', () => {
    const set = (dailyBudgetMicros: bigint) =>
      toForm({ action: 'campaign.budget.set', dailyBudgetMicros }, 'EUR');
    expect(set(180_000_000n)).toEqual({ daily_budget: '18000' });
    expect(() => set(180_005_000n)).toThrow(expect.objectContaining({ code: 'rejected-request' }));
    expect(toForm({ action: 'campaign.pause' }, 'EUR')).toEqual({ status: 'PAUSED' });
  });
});
