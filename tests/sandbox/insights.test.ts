import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allPages, ARCHIVED, DE, FR, LINEN, PAUSED, startClient, type Client, type Wire } from './client.ts';

const NINETY = { since: '2026-08-26', until: '2026-11-23' };
const FIELDS = 'campaign_id,spend,impressions,clicks,reach,actions,action_values,purchase_roas';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

const day = (date: string) => ({ since: date, until: date });
const purchases = (row: Wire) => row.actions?.find((a) => a.action_type === 'omni_purchase')?.value;
const revenue = (row: Wire) => row.action_values?.find((a) => a.action_type === 'omni_purchase')?.value;
/** "14.9" → 14900000n, written here again so that the sandbox's own money code is not its judge. */
function micros(text: string): bigint {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole!) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

describe('sandbox insights (issue 3 §3)', () => {
  test('90 days of every campaign equal the truth to the micro', async () => {
    const truth = (await client.control(`/__truth?since=${NINETY.since}&until=${NINETY.until}`)).body
      .campaigns;
    const expected = new Map(truth.flatMap((c) => c.days.map((d) => [`${c.id} ${d.day}`, d.now])));
    let rows = 0;
    for (const act of [FR, DE]) {
      for (const row of (await client.insights(act, { fields: FIELDS, time_range: NINETY })).body.data) {
        const told = expected.get(`${row.campaign_id} ${row.date_start}`)!;
        expect(micros(row.spend)).toBe(BigInt(told.spendMicros));
        expect(row.impressions).toBe(String(told.impressions));
        expect(Number(purchases(row) ?? 0)).toBe(told.conversions);
        expect(micros(revenue(row) ?? '0')).toBe(BigInt(told.valueMicros));
        rows++;
      }
    }
    expect(rows).toBe([...expected.values()].filter((d) => d !== null).length);
    expect(rows).toBeGreaterThan(800);
  });

  test('only the fields asked for are returned, with the dates; every metric is text', async () => {
    const { body } = await client.insights(FR, {
      fields: 'spend,clicks',
      time_range: day('2026-11-20'),
      limit: 1,
    });
    expect(body.data).toEqual([
      {
        spend: expect.stringMatching(/^\d+(\.\d*[1-9])?$/),
        clicks: expect.stringMatching(/^\d+$/),
        date_start: '2026-11-20',
        date_stop: '2026-11-20',
      },
    ]);
    const unknown = await client.insights(FR, { fields: 'spend,happiness' });
    expect(unknown.body.error.message).toMatch(/^\(#100\) happiness is not valid for fields param\./);
  });

  test('a metric without data is absent, and a day without delivery has no row', async () => {
    const params = {
      fields: FIELDS,
      time_range: NINETY,
      filtering: [{ field: 'campaign.id', operator: 'IN', value: [PAUSED] }],
    };
    const paused = (await client.insights(FR, params)).body.data;
    expect(paused.at(-1)!.date_start).toBe('2026-10-01'); // switched off on 2 October
    expect(new Set(paused.map((row) => row.campaign_id))).toEqual(new Set([PAUSED]));

    const rows = (await client.insights(DE, { fields: FIELDS, time_range: NINETY })).body.data;
    const without = rows.filter((row) => purchases(row) === undefined);
    expect(without.length).toBeGreaterThan(0);
    for (const row of without) {
      expect(row).not.toHaveProperty('action_values');
      expect(row).not.toHaveProperty('purchase_roas');
    }
  });

  test('a campaign that the list leaves out still has its insights', async () => {
    const rows = (await client.insights(DE, { fields: 'campaign_id,campaign_name', time_range: NINETY })).body
      .data;
    expect(rows.some((row) => row.campaign_id === ARCHIVED)).toBe(true);
  });

  test('the same purchases stand under three action types: adding them up would count them three times', async () => {
    const [row] = (await client.insights(FR, { fields: 'actions', time_range: day('2026-11-10') })).body.data;
    const counts = row!.actions!.filter((a) => a.action_type.includes('purchase')).map((a) => a.value);
    expect(counts).toHaveLength(3);
    expect(new Set(counts).size).toBe(1);
  });

  test('spend by country has six decimals and adds up to the whole exactly', async () => {
    const params = {
      fields: 'campaign_id,spend,impressions,actions',
      time_range: { since: '2026-10-01', until: '2026-10-31' },
    };
    const whole = (await client.insights(FR, params)).body.data;
    const parts = await allPages(client, await client.insights(FR, { ...params, breakdowns: 'country' }));
    expect(parts.some((row) => /\.\d{6}$/.test(row.spend))).toBe(true);
    expect(parts.every((row) => !/\.\d*0$/.test(row.spend))).toBe(true);
    for (const row of whole) {
      const own = parts.filter((p) => p.campaign_id === row.campaign_id && p.date_start === row.date_start);
      expect(own.reduce((sum, p) => sum + micros(p.spend), 0n)).toBe(micros(row.spend));
      expect(own.reduce((sum, p) => sum + Number(p.impressions), 0)).toBe(Number(row.impressions));
      expect(own.reduce((sum, p) => sum + Number(purchases(p) ?? 0), 0)).toBe(Number(purchases(row) ?? 0));
    }
  });

  test('pages end when next is absent, and together are the whole', async () => {
    const params = { fields: FIELDS, time_range: NINETY };
    const paged = await allPages(client, await client.insights(FR, { ...params, limit: 200 }));
    expect(paged).toEqual(await allPages(client, await client.insights(FR, params)));
    expect(
      (await client.get(`/${FR}/insights`, { level: 'campaign', time_increment: 1 })).body.data,
    ).toHaveLength(25);
  });

  test('without time_increment a range is one row; reach is not the sum of its days', async () => {
    const range = { since: '2026-11-01', until: '2026-11-14' };
    const filtering = [{ field: 'campaign.id', operator: 'EQUAL', value: LINEN }];
    const daily = (await client.insights(FR, { fields: FIELDS, time_range: range, filtering })).body.data;
    const [all, ...rest] = (
      await client.insights(FR, { fields: FIELDS, time_range: range, filtering, time_increment: 'all_days' })
    ).body.data;
    expect(rest).toEqual([]);
    expect(micros(all!.spend)).toBe(daily.reduce((sum, row) => sum + micros(row.spend), 0n));
    const people = daily.reduce((sum, row) => sum + Number(row.reach), 0);
    expect(Number(all!.reach)).toBeLessThan(people * 0.8);
    const account = (
      await client.insights(FR, { fields: 'spend', level: 'account', time_range: range, time_increment: 7 })
    ).body.data;
    expect(account.map((row) => row.date_start)).toEqual(['2026-11-01', '2026-11-08']);
  });

  test('presets, the campaign edge, and refusals: bad range, beyond 37 months, breakdown, level, filter', async () => {
    const yesterday = await client.insights(FR, { fields: 'spend', date_preset: 'yesterday', limit: 1 });
    expect(yesterday.body.data[0]!.date_start).toBe('2026-11-22');
    const own = await client.get(`/${LINEN}/insights`, {
      fields: 'campaign_id,spend',
      date_preset: 'last_7d',
      time_increment: 1,
    });
    expect(own.body.data).toHaveLength(7);
    const code = async (params: Record<string, unknown>) =>
      (await client.insights(FR, params)).body.error.code;
    expect(await code({ time_range: { since: '2026-11-02', until: '2026-11-01' } })).toBe(100);
    expect(await code({ time_range: { since: '2026-11-31', until: '2026-12-01' } })).toBe(100);
    expect(await code({ time_range: { since: '2020-01-01', until: '2020-01-02' } })).toBe(3018);
    expect(await code({ time_range: '{' })).toBe(100);
    expect(await code({ breakdowns: 'age' })).toBe(100);
    expect(await code({ level: 'ad' })).toBe(100);
    expect(await code({ filtering: [{ field: 'spend', operator: 'IN', value: [1] }] })).toBe(100);
    expect((await client.post(`/${FR}/insights`, { level: 'campaign' })).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
  });

  test('too many rows are refused with 100/1487534', async () => {
    const small = await startClient();
    const scenario = (await small.control('/__ledger?kind=scenario')).body.data[0]!.scenario as object;
    await small.control('/__scenario', {
      ...scenario,
      limits: { managementPerHour: 1000, insightsPerHour: 1000, maxRows: 50 },
    });
    const answer = await small.insights(FR, { time_range: NINETY });
    expect(answer.body.error).toMatchObject({ code: 100, error_subcode: 1487534 });
    expect((await small.insights(FR, { time_range: day('2026-11-20') })).status).toBe(200);
    await small.close();
  });
});
