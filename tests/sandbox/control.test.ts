import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateScenario } from '../../sandbox/generate.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { allPages, FR, LINEN, startClient, type Client } from './client.ts';

let client: Client;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.close());

const fault = (body: object) => client.control('/__faults', body);
const list = (params = {}) => client.get(`/${FR}/campaigns`, { fields: 'name', limit: 100, ...params });

describe('sandbox faults (issue 3 §3)', () => {
  test('throttling n times: 17/2446079 in its exact shape, the time to wait in the headers, then served again', async () => {
    await fault({ kind: 'throttle', path: '/campaigns', count: 2, regainSeconds: 90 });
    for (let i = 0; i < 2; i++) {
      const { status, body, headers } = await list();
      expect(status).toBe(400);
      expect(body.error).toEqual({
        message: 'User request limit reached',
        type: 'OAuthException',
        is_transient: true,
        code: 17,
        error_subcode: 2446079,
        error_user_title: 'Ad Account Has Too Many API Calls',
        error_user_msg: expect.any(String),
        fbtrace_id: expect.any(String),
      });
      expect(usageOf(headers)).toMatchObject({
        type: 'ads_management',
        call_count: 100,
        estimated_time_to_regain_access: 2,
      });
      expect(JSON.parse(headers.get('x-ad-account-usage')!)).toMatchObject({
        acc_id_util_pct: 100,
        reset_time_duration: 90,
      });
      expect(headers.get('retry-after')).toBeNull();
    }
    expect((await list()).status).toBe(200);
  });

  test('other codes, 5xx as JSON or as a proxy page, only on the path and method named', async () => {
    await fault([
      { kind: 'throttle', code: 80004, subcode: null, path: '/campaigns' },
      { kind: 'error', status: 503, path: '/campaigns' },
      { kind: 'error', status: 502, body: 'html', path: '/campaigns' },
    ]);
    expect((await client.get('/me')).status).toBe(200);
    expect((await list()).status).toBe(503);
    const page = await list();
    expect(page.status).toBe(502);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect((await list()).body.error).toMatchObject({ code: 80004, is_transient: true });
    expect((await list()).status).toBe(200);
  });

  test('a fault can begin later and be cleared', async () => {
    await fault({ kind: 'error', after: 1, count: null });
    expect((await list()).status).toBe(200);
    expect((await list()).status).toBe(500);
    expect((await list()).status).toBe(500);
    expect((await client.control('/__faults')).body.data).toHaveLength(1);
    await client.control('/__faults', undefined, 'DELETE');
    expect((await list()).status).toBe(200);
  });

  test('a dropped request did nothing; a dropped answer did the write', async () => {
    await fault({ kind: 'drop', method: 'POST' });
    await expect(client.post(`/${LINEN}`, { daily_budget: '20000' })).rejects.toThrow();
    expect((await client.get(`/${LINEN}`, { fields: 'daily_budget' })).body.daily_budget).toBe('18000');
    await fault({ kind: 'drop-answer', method: 'POST' });
    await expect(client.post(`/${LINEN}`, { daily_budget: '20000' })).rejects.toThrow();
    expect((await client.get(`/${LINEN}`, { fields: 'daily_budget' })).body.daily_budget).toBe('20000');
    expect((await client.control('/__ledger?kind=write')).body.data).toHaveLength(1);
  });

  test('a throttled write is in the ledger as received and refused', async () => {
    await fault({ kind: 'throttle', method: 'POST' });
    await client.post(`/${LINEN}`, { daily_budget: '20000' });
    const { data } = (await client.control('/__ledger?kind=write')).body;
    expect(data).toEqual([
      expect.objectContaining({
        outcome: 'refused',
        error: { code: 17, subcode: 2446079 },
        campaignId: LINEN,
      }),
    ]);
  });

  test('slowness delays the answer and ends with the sandbox', async () => {
    await fault({ kind: 'slow', delayMs: 600_000 });
    const waiting = expect(list()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.close();
    await waiting;
    client = await startClient();
  });

  test('revoked tokens stay refused with 190/460; a new consent gives a good one', async () => {
    await fault({ kind: 'revoke-tokens' });
    expect((await list()).body.error).toMatchObject({ code: 190, error_subcode: 460 });
    await client.control('/__faults', undefined, 'DELETE');
    expect((await list()).status).toBe(400);
    client.use((await client.grant()).body.access_token);
    expect((await list()).status).toBe(200);
  });

  test('a duplicate page repeats its rows under another cursor', async () => {
    const clean = (await list()).body.data;
    await fault({ kind: 'duplicate-page', path: '/campaigns' });
    const rows = await allPages(client, await list({ limit: 3 }));
    expect(rows).toEqual([...clean.slice(0, 3), ...clean]);
    expect(await allPages(client, await list({ limit: 3 }))).toEqual(clean);
  });

  test('a looping cursor never ends', async () => {
    await fault({ kind: 'looping-cursor', path: '/campaigns', count: null });
    const rows = await allPages(client, await list({ limit: 3 }), 12);
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows.map((row) => row.id)).size).toBe(7);
  });

  test('an unusable fault is refused with what is wrong', async () => {
    const answer = await fault({ kind: 'slow', delayMs: -1 });
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining('delayMs') } });
  });
});

describe('sandbox usage headers (issue 3 §3)', () => {
  test('they rise with use, and above 100 % calls are refused with 80000 until usage has leaked away', async () => {
    const scenario = generateScenario({ seed: 'usage', campaigns: 1, days: 3 });
    scenario.limits = { managementPerHour: 20, insightsPerHour: 10, maxRows: 1000 };
    await client.control('/__scenario', scenario);
    const act = `act_${scenario.accounts[0]!.id}`;
    const percents: number[] = [];
    let answer = await client.insights(act);
    for (; answer.status === 200 && percents.length < 20; answer = await client.insights(act)) {
      percents.push(usageOf(answer.headers).call_count);
      expect(JSON.parse(answer.headers.get('x-fb-ads-insights-throttle')!)).toHaveProperty('acc_id_util_pct');
    }
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents[0]).toBe(10);
    expect(percents.at(-1)).toBeGreaterThanOrEqual(99);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 80000, is_transient: true } } });
    expect(usageOf(answer.headers).estimated_time_to_regain_access).toBeGreaterThan(0);
    const listed = await client.get(`/${act}/campaigns`);
    expect(listed.status).toBe(200);
    expect(usageOf(listed.headers)).toMatchObject({ type: 'ads_management', call_count: 5 });
    await client.post(`/${act}/campaigns`, {});
    expect(usageOf((await client.get(`/${act}`)).headers).call_count).toBeGreaterThanOrEqual(24);
    expect(JSON.parse((await client.get('/me')).headers.get('x-app-usage')!)).toHaveProperty('call_count');
  });
});

describe('sandbox clock and scenario (issue 3 §3)', () => {
  test('the clock can be read, set, frozen, advanced and reset, but not moved to before a write', async () => {
    expect((await client.control('/__clock')).body).toEqual({
      now: '2026-11-23T08:40:00.000Z',
      frozen: false,
    });
    const moved = await client.control('/__clock', {
      set: '2026-12-01T12:00:00+01:00',
      frozen: true,
      advance: { days: 1, hours: 2 },
    });
    expect(moved.body).toEqual({ now: '2026-12-02T13:00:00.000Z', frozen: true });
    client.use((await client.grant()).body.access_token);
    await client.post(`/${LINEN}`, { daily_budget: '20000' });
    expect((await client.control('/__clock', { set: '2026-12-01T12:00:00Z' })).status).toBe(409);
    expect((await client.control('/__clock', { later: true })).status).toBe(400);
    expect((await client.control('/__clock', { reset: true })).body.frozen).toBe(false);
  });

  test('a scenario can be loaded; a wrong one is refused by name of field and changes nothing', async () => {
    const scenario = generateScenario({ seed: 'load', campaigns: 3, days: 40 });
    expect((await client.control('/__scenario', scenario)).body).toEqual({ scenario: 'generated load' });
    expect((await client.get('/me/adaccounts')).body.data).toEqual([
      { id: `act_${scenario.accounts[0]!.id}`, account_id: scenario.accounts[0]!.id },
    ]);
    const wrong = structuredClone(scenario);
    wrong.accounts[0]!.campaigns[0]!.curve.k = -1;
    const refused = await client.control('/__scenario', wrong);
    expect(refused).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('accounts[0].campaigns[0].curve.k') },
    });
    expect((await client.control('/__truth')).body.scenario).toBe('generated load');
  });

  test('control routes answer to no web page, and unknown ones say so', async () => {
    expect((await client.call('/__truth', { headers: { origin: 'https://example.org' } })).status).toBe(403);
    expect((await client.call('/__nothing')).status).toBe(404);
  });

  test('a busy port rejects with the reason', async () => {
    const port = Number(new URL(client.url).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

function usageOf(headers: Headers): {
  type: string;
  call_count: number;
  estimated_time_to_regain_access: number;
} {
  const usage = JSON.parse(headers.get('x-business-use-case-usage')!) as Record<
    string,
    [ReturnType<typeof usageOf>]
  >;
  return Object.values(usage)[0]![0];
}
