import { describe, expect, it } from '@jest/globals';
import { AgentError, type ReadDay, type Reader } from '../types.ts';
import { gather } from './gather.ts';
import { inputSchema, settingsSchema } from './schema.ts';

const account = {
  platform: 'meta',
  connectionId: 'c',
  id: '1',
  name: 'Maison Solène FR',
  currency: 'EUR',
  timeZone: 'America/Los_Angeles',
  syncedAt: null,
};
const row = (day: string, attribution = '7d_click'): ReadDay => ({
  campaignId: '9',
  day,
  attribution,
  impressions: '10',
  clicks: '1',
  spendMicros: '1000000',
  conversionsMicros: null,
  conversionValueMicros: null,
  final: true,
});

function readerOf(days: ReadDay[], found = true, more: Partial<Reader> = {}) {
  const asked: unknown[] = [];
  const reader: Reader = {
    account: async () => (found ? account : null),
    campaigns: async () => [],
    campaignDays: async (_platform, _id, range) => (asked.push(range), days),
    recentDecisions: async () => [],
    calibration: async () => ({ checked: 0, inside: 0 }),
    ...more,
  };
  return { reader, asked };
}

const request = {
  capability: 'spend-analysis',
  input: inputSchema.parse({ platform: 'meta', accountId: '1' }),
  settings: settingsSchema.parse({}),
  // Still the 22nd where the account is.
  now: new Date('2026-11-23T06:00:00Z'),
};

describe('what Budget Analyzer reads', () => {
  it('asks for 90 whole local days before the account’s today', async () => {
    const { reader, asked } = readerOf([row('2026-11-21'), row('2026-11-22')]);
    const gathered = await gather(reader, request);
    expect(gathered.asOf).toBe('2026-11-22');
    expect(asked).toEqual([{ from: '2026-08-24', to: '2026-11-21' }]);
    expect(gathered.days.map((d) => d.day)).toEqual(['2026-11-21']);
  });

  it('counts each order once when two attribution settings were synced', async () => {
    const { reader } = readerOf([row('2026-11-20'), row('2026-11-21'), row('2026-11-21', '1d_view')]);
    expect((await gather(reader, request)).days.map((d) => d.attribution)).toEqual(['7d_click', '7d_click']);
  });

  it('cannot begin without an account or without a day', async () => {
    await expect(gather(readerOf([], false).reader, request)).rejects.toMatchObject({ code: 'not-found' });
    const nothing = gather(readerOf([]).reader, request);
    await expect(nothing).rejects.toMatchObject({ code: 'not-enough-data', remedy: expect.any(String) });
    await expect(nothing).rejects.toBeInstanceOf(AgentError);
  });

  it('knows on which local day a campaign was changed, or a change of it rejected', async () => {
    const campaign = (id: string) => ({
      ...{ id, name: id, status: 'active', version: 1, startsAt: null, stopsAt: null },
      ...{ dailyBudgetMicros: '1000000', lifetimeBudgetMicros: null },
    });
    const since: Date[] = [];
    const { reader } = readerOf([row('2026-11-21')], true, {
      campaigns: async () => ['1', '2', '3'].map(campaign),
      recentDecisions: async (_platform, _account, _agent, from) => {
        since.push(from);
        return [
          { campaignId: '1', changedAt: '2026-11-20T05:00:00Z', rejectedAt: null },
          { campaignId: '2', changedAt: null, rejectedAt: '2026-11-20T12:00:00Z' },
        ];
      },
    });
    const { campaigns } = await gather(reader, request);
    expect(campaigns.map(({ changedOn, rejectedOn }) => [changedOn, rejectedOn])).toEqual([
      ['2026-11-19', null],
      [null, '2026-11-20'],
      [null, null],
    ]);
    expect(since.map((instant) => instant.toISOString())).toEqual(['2026-11-15T06:00:00.000Z']);
  });
});
