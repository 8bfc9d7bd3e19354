import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allPages, ARCHIVED, DE, FR, LINEN, PAUSED, startClient, type Client } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

describe('sandbox accounts (issue 3 §3)', () => {
  test('/me/adaccounts gives only the fields asked for, and ids as text', async () => {
    const fields = 'account_id,name,currency,timezone_name,timezone_offset_hours_utc,account_status';
    const { body } = await client.get('/me/adaccounts', { fields });
    expect(body.data).toEqual([
      {
        id: FR,
        account_id: FR.slice(4),
        name: 'Maison Solène FR',
        currency: 'EUR',
        timezone_name: 'Europe/Paris',
        timezone_offset_hours_utc: 1,
        account_status: 1,
      },
      {
        id: DE,
        account_id: DE.slice(4),
        name: 'Maison Solène DE',
        currency: 'EUR',
        timezone_name: 'Europe/Berlin',
        timezone_offset_hours_utc: 1,
        account_status: 1,
      },
    ]);
    expect(body.paging.next).toBeUndefined();
    expect((await client.get(`/${FR}`, { fields: 'name' })).body).toEqual({
      id: FR,
      name: 'Maison Solène FR',
    });
  });
});

describe('sandbox campaign list (issue 3 §3)', () => {
  const list = (act: string, params: Record<string, unknown> = {}) =>
    client.get(`/${act}/campaigns`, { fields: 'name,effective_status', limit: 100, ...params });
  const statuses = async (act: string, params = {}) =>
    (await list(act, params)).body.data.map((c) => c.effective_status);

  test('archived and deleted campaigns are hidden unless asked for', async () => {
    expect(await statuses(DE)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE']);
    expect(await statuses(DE, { effective_status: ['ARCHIVED', 'DELETED'] })).toEqual(['ARCHIVED']);
    const filtering = [{ field: 'effective_status', operator: 'IN', value: ['ARCHIVED'] }];
    expect(await statuses(DE, { filtering })).toEqual(['ARCHIVED']);
    expect(await statuses(FR, { effective_status: ['PAUSED'] })).toEqual(['PAUSED']);
    expect((await client.get(`/${ARCHIVED}`, { fields: 'status' })).body).toEqual({
      id: ARCHIVED,
      status: 'ARCHIVED',
    });
  });

  test('ids beyond 2^53 stay text; budgets are texts in minor units; times are local to the account', async () => {
    const { body } = await client.get(`/${LINEN}`, {
      fields: 'daily_budget,lifetime_budget,created_time,stop_time,account_id',
    });
    expect(body).toEqual({
      id: LINEN,
      daily_budget: '18000',
      created_time: '2026-05-07T00:00:00+0200',
      account_id: FR.slice(4),
    });
    expect(Number.isSafeInteger(Number(body.id))).toBe(false);
  });

  test('pages have absolute next links and cursors; a page may be short and still have a next one', async () => {
    const first = await list(DE, { limit: 2, effective_status: ['ARCHIVED'] });
    expect(first.body.data).toEqual([]);
    expect(first.body.paging.next).toMatch(new RegExp(`^${client.url}/v26.0/${DE}/campaigns\\?.*after=`));
    expect(await allPages(client, first)).toHaveLength(1);
    const paged = await allPages(client, await list(FR, { limit: 2 }));
    expect(paged).toEqual((await list(FR)).body.data);
    const second = await list(FR, {
      limit: 2,
      after: (await list(FR, { limit: 2 })).body.paging.cursors.after,
    });
    expect(second.body.data).toEqual(paged.slice(2, 4));
    expect(second.body.paging.previous).toContain('after=');
  });

  test('errors have their exact shape: nonexisting field, bad status, unsupported get', async () => {
    expect((await list(FR, { fields: 'feed' })).body).toEqual({
      error: {
        message: '(#100) Tried accessing nonexisting field (feed) on node type (Campaign)',
        type: 'OAuthException',
        code: 100,
        fbtrace_id: expect.any(String),
      },
    });
    expect((await list(FR, { effective_status: ['NAPPING'] })).body.error.code).toBe(100);
    expect((await list(FR, { after: 'nonsense' })).body.error.code).toBe(100);
    for (const path of ['/999999999999999', '/act_1/campaigns', `/${LINEN}/nothing`]) {
      expect(await client.get(path)).toMatchObject({
        status: 400,
        body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
      });
    }
  });

  test('a Marketing version that has ended answers 2635; a version to come is no path', async () => {
    const headers = { authorization: `Bearer ${client.token()}` };
    expect((await client.call(`/v24.0/${FR}/campaigns`, { headers })).body.error).toMatchObject({
      code: 2635,
      type: 'OAuthException',
    });
    expect((await client.call('/v24.0/me', { headers })).status).toBe(200);
    expect(
      (await client.call(`/v25.0/${FR}/campaigns`, { headers })).headers.get('facebook-api-version'),
    ).toBe('v25.0');
    expect((await client.call('/v99.0/me', { headers })).body.error.code).toBe(2500);
  });
});

describe('sandbox campaign writes (issue 3 §3)', () => {
  const read = async (id: string, fields: string) => (await client.get(`/${id}`, { fields })).body;

  test('a budget is set in minor units and shown at once; a pause acts at once; each stands once in the ledger', async () => {
    expect((await client.post(`/${LINEN}`, { daily_budget: '21050' })).body).toEqual({ success: true });
    expect((await client.post(`/${LINEN}`, { status: 'PAUSED' })).body).toEqual({ success: true });
    expect(await read(LINEN, 'daily_budget,status,effective_status,updated_time')).toEqual({
      id: LINEN,
      daily_budget: '21050',
      status: 'PAUSED',
      effective_status: 'PAUSED',
      updated_time: '2026-11-23T09:40:00+0100',
    });
    const { data } = (await client.control(`/__ledger?kind=write&campaign=${LINEN}`)).body;
    expect(data).toEqual([
      expect.objectContaining({
        operation: 'campaign.update',
        outcome: 'applied',
        params: { daily_budget: '21050' },
        change: { dailyBudgetMicros: '210500000' },
        before: expect.objectContaining({ dailyBudgetMicros: '180000000' }),
      }),
      expect.objectContaining({ outcome: 'applied', params: { status: 'PAUSED' } }),
    ]);
  });

  test('refused writes change nothing and stand in the ledger as refused', async () => {
    const refused: Record<string, string>[] = [
      { daily_budget: '180.5' },
      { daily_budget: '10' },
      { status: 'RESTING' },
      { daily_budget: '5000', lifetime_budget: '90000' },
    ];
    for (const form of refused) {
      expect((await client.post(`/${PAUSED}`, form)).body.error.code).toBe(100);
    }
    expect((await client.post(`/${ARCHIVED}`, { daily_budget: '5000' })).body.error).toMatchObject({
      code: 100,
      error_user_title: expect.any(String),
    });
    const { data } = (await client.control(`/__ledger?kind=write&campaign=${PAUSED}`)).body;
    expect(data.map((e) => e.outcome)).toEqual(['refused', 'refused', 'refused', 'refused']);
  });

  test('create needs its parameters, gives an id beyond 2^53, and has no idempotency', async () => {
    const incomplete = {
      name: 'FR · Test',
      objective: 'OUTCOME_SALES',
      status: 'PAUSED',
      daily_budget: '5000',
    };
    const form = { ...incomplete, special_ad_categories: '[]' };
    expect((await client.post(`/${FR}/campaigns`, incomplete)).body.error.message).toContain(
      'special_ad_categories',
    );
    const first = (await client.post(`/${FR}/campaigns`, form)).body.id;
    const second = (await client.post(`/${FR}/campaigns`, form)).body.id;
    expect(first).not.toBe(second);
    expect(BigInt(first)).toBeGreaterThan(2n ** 53n);
    expect(await read(first, 'name,status,daily_budget')).toEqual({
      id: first,
      name: 'FR · Test',
      status: 'PAUSED',
      daily_budget: '5000',
    });
    expect((await client.remove(`/${first}`)).body).toEqual({ success: true });
    expect(await read(first, 'status')).toEqual({ id: first, status: 'DELETED' });
    const listed = (await client.get(`/${FR}/campaigns`, { limit: 100 })).body.data.map((c) => c.id);
    expect(listed).toContain(second);
    expect(listed).not.toContain(first);
  });

  test('a lifetime budget needs an end, and is spent over its days', async () => {
    const form = {
      name: 'L',
      objective: 'OUTCOME_SALES',
      status: 'ACTIVE',
      special_ad_categories: '[]',
      lifetime_budget: '70000',
    };
    expect((await client.post(`/${FR}/campaigns`, form)).body.error.code).toBe(100);
    const { id } = (await client.post(`/${FR}/campaigns`, { ...form, stop_time: '2026-11-30T00:00:00+0100' }))
      .body;
    expect(await read(id, 'lifetime_budget,daily_budget')).toEqual({ id, lifetime_budget: '70000' });
    const truth = (await client.control(`/__truth?campaign=${id}&since=2026-11-24&until=2026-12-01`)).body
      .campaigns[0]!;
    expect(truth.days.map((d) => d.budgetMicros)).toEqual([...Array<string>(6).fill('100000000'), '0', '0']);
  });
});
