import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DE, FR, LINEN, PAUSED, startClient, type Client } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.close());

const setClock = (at: string) => client.control('/__clock', { set: at, frozen: true });
const truthOf = async (id: string, since: string, until = since) =>
  (await client.control(`/__truth?campaign=${id}&since=${since}&until=${until}`)).body.campaigns[0]!.days;
const spent = async (id: string, date: string) =>
  Number((await truthOf(id, date))[0]!.now?.spendMicros ?? 0) / 1e6;

describe('sandbox market over HTTP (issue 3 §3)', () => {
  test('today is delivered by the local hour; a day in the future is not there', async () => {
    await setClock('2026-11-22T23:05:00Z'); // 00:05 on the 23rd in Paris
    expect(await spent(LINEN, '2026-11-23')).toBe(0);
    await setClock('2026-11-23T09:00:00Z');
    const morning = await spent(LINEN, '2026-11-23');
    await setClock('2026-11-23T18:00:00Z');
    const evening = await spent(LINEN, '2026-11-23');
    await setClock('2026-11-23T23:30:00Z');
    const whole = await spent(LINEN, '2026-11-23');
    expect(morning).toBeGreaterThan(0);
    expect(evening).toBeGreaterThan(morning * 1.5);
    expect(whole).toBeGreaterThan(evening);
    expect(whole).toBeGreaterThan(180 * 0.8);
    expect(whole).toBeLessThan(180 * 1.25);
    expect((await truthOf(LINEN, '2026-11-25'))[0]!.now).toBeNull();
  });

  test('a budget changed through the API changes the delivery of tomorrow, not of today', async () => {
    const before = (await truthOf(LINEN, '2026-11-23', '2026-11-25')).map((d) => d.final!.spendMicros);
    await client.post(`/${LINEN}`, { daily_budget: '36000' });
    const after = await truthOf(LINEN, '2026-11-23', '2026-11-25');
    expect(after[0]!.final!.spendMicros).toBe(before[0]);
    expect(after.map((d) => d.budgetMicros)).toEqual(['180000000', '360000000', '360000000']);
    expect(Number(after[1]!.final!.spendMicros) / Number(before[1])).toBeCloseTo(2, 3);
    expect(after[1]!.expected.revenue).toBeGreaterThan(after[0]!.expected.revenue * 1.1);
    await client.control('/__clock', { advance: { days: 2 } });
    const rows = (
      await client.insights(FR, {
        fields: 'campaign_id,spend',
        time_range: { since: '2026-11-24', until: '2026-11-24' },
      })
    ).body.data;
    expect(Number(rows.find((row) => row.campaign_id === LINEN)!.spend)).toBeGreaterThan(360 * 0.8);
  });

  test('a paused campaign stops delivering at once, keeps what it had, and delivers again when resumed', async () => {
    await setClock('2026-11-23T12:00:00Z');
    const sofar = await spent(LINEN, '2026-11-23');
    await client.post(`/${LINEN}`, { status: 'PAUSED' });
    await setClock('2026-11-25T12:00:00Z');
    expect(await spent(LINEN, '2026-11-23')).toBeGreaterThanOrEqual(sofar);
    expect(await spent(LINEN, '2026-11-23')).toBeLessThan(sofar * 1.02);
    expect(await spent(LINEN, '2026-11-24')).toBe(0);
    await client.post(`/${LINEN}`, { status: 'ACTIVE' });
    await setClock('2026-11-26T12:00:00Z');
    const [day] = await truthOf(LINEN, '2026-11-25');
    expect(day!.activeShare).toBeGreaterThan(0.3);
    expect(day!.activeShare).toBeLessThan(0.7);
    expect(await spent(LINEN, '2026-11-25')).toBeGreaterThan(40);
    expect(await spent(PAUSED, '2026-11-25')).toBe(0);
  });

  test('the last 28 days are restated: orders and a little spend grow with age, then never change', async () => {
    const read = async () => (await truthOf(LINEN, '2026-11-20', '2026-11-20'))[0]!;
    let last = (await read()).now!;
    const orders = [last.conversions];
    for (let age = 4; age <= 40; age++) {
      await client.control('/__clock', { advance: { days: 1 } });
      const { now, final } = await read();
      expect(now!.conversions).toBeGreaterThanOrEqual(last.conversions);
      expect(Number(now!.spendMicros)).toBeGreaterThanOrEqual(Number(last.spendMicros));
      if (age >= 28) expect(now).toEqual(final);
      orders.push(now!.conversions);
      last = now!;
    }
    const many = await truthOf(LINEN, '2026-11-01', '2026-11-20');
    expect(orders[0]).toBeLessThanOrEqual(orders.at(-1)!);
    expect(many.every((d) => JSON.stringify(d.now) === JSON.stringify(d.final))).toBe(true);
  });

  test('over an account the youngest days miss about a fifth of their orders; the clock alone brings them', async () => {
    const total = async () => {
      const { campaigns } = (await client.control('/__truth?since=2026-11-20&until=2026-11-22')).body;
      return campaigns.flatMap((c) => c.days).reduce((sum, d) => sum + (d.now?.conversions ?? 0), 0);
    };
    const young = await total();
    await client.control('/__clock', { advance: { days: 30 } });
    const settled = await total();
    expect(young / settled).toBeGreaterThan(0.7);
    expect(young / settled).toBeLessThan(0.97);
  });

  test('asking twice at the same moment gives the same answer', async () => {
    const ask = async () =>
      (await client.insights(DE, { fields: 'campaign_id,spend,actions', date_preset: 'last_90d' })).body;
    expect(await ask()).toEqual(await ask());
  });

  test('a campaign created through the API delivers from then on', async () => {
    const form = {
      name: 'New',
      objective: 'OUTCOME_SALES',
      status: 'ACTIVE',
      special_ad_categories: '[]',
      daily_budget: '10000',
    };
    const { id } = (await client.post(`/${FR}/campaigns`, form)).body;
    expect(await spent(id, '2026-11-23')).toBe(0);
    await client.control('/__clock', { advance: { days: 2 } });
    expect(await spent(id, '2026-11-23')).toBeGreaterThan(20);
    expect(await spent(id, '2026-11-24')).toBeGreaterThan(75);
    expect((await truthOf(id, '2026-11-22'))[0]!.final).toBeNull();
  });

  test('the default world: two accounts, varied, constant, young, S-shaped, paused and archived campaigns, ROAS 1.3–7', async () => {
    const { campaigns } = (await client.control('/__truth?since=2026-10-20&until=2026-11-22')).body;
    const traits = new Set(campaigns.flatMap((c) => c.traits));
    for (const trait of ['varied', 'constant-budget', 'few-days', 's-shaped', 'paused', 'archived'])
      expect(traits).toContain(trait);
    for (const { days } of campaigns) {
      const running = days.filter((d) => d.final !== null);
      if (running.length === 0) continue;
      const sum = (of: 'spend' | 'revenue') => running.reduce((s, d) => s + d.expected[of], 0);
      expect(sum('revenue') / sum('spend')).toBeGreaterThan(1.2);
      expect(sum('revenue') / sum('spend')).toBeLessThan(7.8);
    }
  });
});
