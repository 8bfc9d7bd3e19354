import { describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../../../contracts/campaigns.ts';
import { isOverPace, narrow, ofView, sortCampaigns, spentShare, type Filters } from './view.ts';

const filters: Filters = { platform: '', status: 'current', view: 'all', sort: 'spend', down: true };
const campaign = (id: string, rest: object = {}) =>
  ({
    id,
    name: id,
    platform: 'meta',
    status: 'active',
    dailyBudget: { micros: '100', currency: 'EUR' },
    spentTodayMicros: '50',
    dayShare: 0.5,
    pending: null,
    totals: { spendMicros: '0', roas: null },
    ...rest,
  }) as unknown as Campaign;
const ids = (campaigns: Campaign[]) => campaigns.map(({ id }) => id).join('');

describe('C7: which campaigns are shown, and in which order', () => {
  test('archived and deleted campaigns are shown only when they are asked for', () => {
    const all = [campaign('a'), campaign('b', { status: 'archived' }), campaign('c', { status: 'paused' })];
    expect(ids(narrow(all, filters))).toBe('ac');
    expect(ids(narrow(all, { ...filters, status: 'archived' }))).toBe('b');
    expect(ids(narrow(all, { ...filters, status: 'all' }))).toBe('abc');
    expect(ids(narrow(all, { ...filters, platform: 'google' }))).toBe('');
  });

  test('a campaign that spends faster than its day passes is over pace; a paused one has no pace', () => {
    const fast = campaign('a', { spentTodayMicros: '62' });
    expect(isOverPace(fast)).toBe(true);
    expect(isOverPace(campaign('b'))).toBe(false);
    expect(spentShare(campaign('c', { status: 'paused' }))).toBeNull();
    expect(ids(ofView([fast, campaign('b')], 'over'))).toBe('a');
  });

  test('only an undecided proposal of an agent counts as a proposal', () => {
    const pending = { proposalId: 'p', state: 'proposed', to: {}, byAgent: true };
    const all = [
      campaign('a', { pending }),
      campaign('b', { pending: { ...pending, byAgent: false } }),
      campaign('c', { pending: { ...pending, state: 'applying' } }),
    ];
    expect(ids(ofView(all, 'proposed'))).toBe('a');
  });

  test('what is not known comes last in both directions', () => {
    const roas = (value: number | null) => ({ totals: { spendMicros: '0', roas: value } });
    const all = [campaign('a', roas(null)), campaign('b', roas(2)), campaign('c', roas(5))];
    expect(ids(sortCampaigns(all, { ...filters, sort: 'roas' }))).toBe('cba');
    expect(ids(sortCampaigns(all, { ...filters, sort: 'roas', down: false }))).toBe('bca');
    expect(ids(sortCampaigns(all, { ...filters, sort: 'name', down: false }))).toBe('abc');
  });
});
