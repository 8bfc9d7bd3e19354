import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../contracts/campaigns.ts';
import type { Metrics, Trend } from '../../contracts/metrics.ts';
import type { Person } from './api.ts';
import { startSyncedApi, type SyncedApi } from './synced.ts';

let api: SyncedApi;
let person: Person;
beforeAll(async () => {
  api = await startSyncedApi();
  person = await api.newPerson({ timeZone: 'Pacific/Auckland' });
  await api.connect(person);
});
afterAll(() => api.close());

const get = async <T>(path: string) => (await person.call('GET', `/api/v1/${path}`)).body as unknown as T;
const sum = (values: (string | null)[]) =>
  String(values.reduce((all, value) => all + BigInt(value ?? 0), 0n));

describe('figures over HTTP (D3, G1)', () => {
  test('by default are of the 28 days up to yesterday by the ad accounts’ clocks, not the workspace’s', async () => {
    // 21:40 in Auckland, 09:40 in Paris; both are on 23 November. Five hours later Auckland is a day ahead.
    const { period, before, days } = await get<Metrics>('metrics/summary');
    expect(period).toEqual({ from: '2026-10-26', to: '2026-11-22' });
    expect(before).toEqual({ from: '2026-09-28', to: '2026-10-25' });
    expect(days.every(({ day }) => day >= period.from && day <= period.to)).toBe(true);
    await api.workspace.setClock(Date.parse('2026-11-23T14:40:00Z'));
    const later = await api.signIn(person); // the session of before has ended meanwhile
    const { body } = await later.call('GET', '/api/v1/metrics/summary');
    expect(body.period).toEqual(period);
    await api.workspace.setClock(Date.parse('2026-11-23T08:40:00Z'));
    person = { ...person, ...(await api.signIn(person)) };
  });

  test('of a platform are those of all when it is the only one; another platform has none', async () => {
    const all = await get<Metrics>('metrics/summary');
    expect(BigInt(all.totals.spendMicros)).toBeGreaterThan(0n);
    expect((await get<Metrics>('metrics/platform/meta')).totals).toEqual(all.totals);
    const none = await get<Metrics>('metrics/platform/google');
    expect(none).toMatchObject({ days: [], totals: { spendMicros: '0', roas: null, ctr: null } });
    expect((await person.call('GET', '/api/v1/metrics/platform/nothing')).status).toBe(400);
  });

  test('of a campaign are its row in the list; ratios are of the sums', async () => {
    const [campaign] = await get<{ data: Campaign[] }>('campaigns').then(({ data }) => data);
    const { totals, days } = await get<Metrics>(`metrics/campaign/${campaign!.id}`);
    expect(totals).toEqual(campaign!.totals);
    expect(totals.spendMicros).toBe(sum(days.map((day) => day.spendMicros)));
    const value = sum(days.map((day) => day.conversionValueMicros));
    expect(totals.roas).toBeCloseTo(Number(value) / Number(totals.spendMicros), 12);
    expect((await person.call('GET', '/api/v1/metrics/campaign/meta:0')).status).toBe(404);
    const stranger = await api.newPerson();
    expect((await stranger.call('GET', `/api/v1/metrics/campaign/${campaign!.id}`)).status).toBe(404);
  });

  test('by week and month are sums first, then ratios, and say which parts are whole', async () => {
    const dates = '?from=2026-10-01&to=2026-11-22';
    const days = await get<Trend>(`metrics/trend/day${dates}`);
    expect(days.points).toHaveLength(53);
    for (const period of ['week', 'month']) {
      const { points, currency } = await get<Trend>(`metrics/trend/${period}${dates}`);
      expect(currency).toBe(days.currency);
      for (const point of points) {
        const inside = days.points.filter(({ from }) => from >= point.from && from <= point.to);
        expect(point.spendMicros).toBe(sum(inside.map((day) => day.spendMicros)));
        const value = sum(inside.map((day) => day.conversionValueMicros));
        expect(point.roas).toBeCloseTo(Number(value) / Number(point.spendMicros), 12);
      }
      expect(sum(points.map((point) => point.spendMicros))).toBe(
        sum(days.points.map((point) => point.spendMicros)),
      );
    }
    const months = (await get<Trend>(`metrics/trend/month${dates}`)).points;
    expect(months.map(({ from, to, whole }) => [from, to, whole])).toEqual([
      ['2026-10-01', '2026-10-31', true],
      ['2026-11-01', '2026-11-22', false],
    ]);
    const weeks = (await get<Trend>(`metrics/trend/week${dates}`)).points;
    expect(weeks[0]).toMatchObject({ from: '2026-10-01', to: '2026-10-04', whole: false });
    expect(weeks.at(-1)).toMatchObject({ from: '2026-11-16', to: '2026-11-22', whole: true });
  });

  test('of days that are none, or too many, are refused with 400', async () => {
    for (const dates of ['from=2026-02-31', 'from=2026-11-02&to=2026-11-01', 'from=2020-01-01', 'to=soon']) {
      const { status, body } = await person.call('GET', `/api/v1/metrics/summary?${dates}`);
      expect([dates, status, body.code]).toEqual([dates, 400, 'invalid-request']);
    }
  });
});

test('creating and deleting campaigns answers 501 until a later release (D2)', async () => {
  const [campaign] = await get<{ data: Campaign[] }>('campaigns').then(({ data }) => data);
  for (const answer of [
    await person.call('POST', '/api/v1/campaigns', { name: 'New' }),
    await person.call('DELETE', `/api/v1/campaigns/${campaign!.id}`),
  ]) {
    expect(answer).toMatchObject({ status: 501, body: { code: 'not-available-yet' } });
  }
  expect((await api.call('POST', '/api/v1/campaigns', {})).status).toBe(401);
});
