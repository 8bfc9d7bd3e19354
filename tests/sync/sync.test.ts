import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSyncActivities } from '../../activities/platform-sync.ts';
import { listCampaigns, storeReadBack, sumCampaigns } from '../../db/repositories/campaigns.ts';
import { findConnection, listConnections } from '../../db/repositories/connections.ts';
import { listStreams } from '../../db/repositories/sync-streams.ts';
import { findSync, requestSync } from '../../db/repositories/syncs.ts';
import { addDays } from '../../domain/calendar.ts';
import { MONDAY } from '../sandbox/client.ts';
import { runSync, startWorkspace, type Tenant, type Workspace } from './workspace.ts';

/** Spec C1, C5–C7, E7: a sync against the sandbox, over HTTP, into PostgreSQL. */
const DAY = 86_400_000;
const TODAY = '2026-11-23';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await startWorkspace();
  await workspace.setClock(MONDAY);
});
afterAll(() => workspace.close());

const metrics = ({ tenantId }: Tenant) =>
  workspace.inTenant(tenantId, (tx) =>
    tx.selectFrom('campaign_metrics').selectAll().orderBy('campaign_id').orderBy('day').execute(),
  );
const campaigns = ({ tenantId }: Tenant) =>
  workspace.inTenant(tenantId, (tx) => tx.selectFrom('campaigns').selectAll().orderBy('id').execute());
const syncOf = ({ tenantId }: Tenant, id: string) => workspace.inTenant(tenantId, (tx) => findSync(tx, id));

/** What was stored, in the words of the sandbox's truth. */
async function stored(tenant: Tenant): Promise<Map<string, object>> {
  return new Map(
    (await metrics(tenant)).map((row) => [
      `${row.campaign_id} ${row.day}`,
      {
        impressions: Number(row.impressions),
        clicks: Number(row.clicks),
        reach: Number(row.reach),
        spendMicros: String(row.spend_micros),
        conversions: row.conversions_micros === null ? null : Number(row.conversions_micros) / 1e6,
        valueMicros: row.conversion_value_micros?.toString() ?? null,
      },
    ]),
  );
}

/** What the platform reports at this moment; no orders: the platform sends nothing, and we store null. */
async function truth(since: string, until: string): Promise<Map<string, object>> {
  const { body } = await workspace.sandbox.control(`/__truth?since=${since}&until=${until}`);
  return new Map(
    body.campaigns.flatMap(({ id, days }) =>
      days
        .filter(({ now }) => now !== null)
        .map(({ day, now }): [string, object] => {
          const none = now!.conversions === 0 ? { conversions: null, valueMicros: null } : {};
          return [`${id} ${day}`, { ...now!, ...none }];
        }),
    ),
  );
}

const sorted = (rows: Map<string, object>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));

test('90 days equal what the platform reports, to the micro, today included (C5)', async () => {
  const tenant = await workspace.connect();
  const syncId = await runSync(workspace, tenant);
  const expected = await truth(addDays(TODAY, -90), TODAY);
  expect(expected.size).toBeGreaterThan(300);
  expect(sorted(await stored(tenant))).toEqual(sorted(expected));
  expect(await syncOf(tenant, syncId)).toMatchObject({ state: 'completed', error_code: null });

  const rows = await metrics(tenant);
  expect(new Set(rows.map((row) => row.currency)).size).toBeGreaterThan(0);
  for (const row of rows) expect(row.is_final).toBe(row.day < addDays(TODAY, -28));

  const [streams, connection] = await workspace.inTenant(tenant.tenantId, async (tx) => [
    await listStreams(tx, [tenant.connectionId]),
    await findConnection(tx, tenant.connectionId),
  ]);
  expect(streams.every((stream) => stream.state === 'on_time')).toBe(true);
  expect(streams.filter((s) => s.stream === 'insights').map((s) => s.synced_until)).toEqual(
    streams.filter((s) => s.stream === 'insights').map(() => TODAY),
  );
  expect(connection!.next_sync_at).toEqual(new Date(MONDAY + 60 * 60_000));
});

test('a second sync changes nothing (E7)', async () => {
  const tenant = await workspace.connect();
  await runSync(workspace, tenant);
  const before = [await metrics(tenant), await campaigns(tenant)];
  const second = await runSync(workspace, tenant);
  expect([await metrics(tenant), await campaigns(tenant)]).toEqual(before);
  expect(await syncOf(tenant, second)).toMatchObject({ state: 'completed', rows_changed: 0n });
});

test('the list of campaigns carries exact sums of two periods, and totals by currency', async () => {
  const tenant = await workspace.connect();
  await runSync(workspace, tenant);
  const period = { since: addDays(TODAY, -28), until: addDays(TODAY, -1) };
  const before = { since: addDays(TODAY, -56), until: addDays(TODAY, -29) };
  const rows = await metrics(tenant);
  const spend = (id: string, { since, until }: typeof period) =>
    rows
      .filter((row) => row.campaign_id === id && row.day >= since && row.day <= until)
      .reduce((sum, row) => sum + row.spend_micros, 0n);
  await workspace.inTenant(tenant.tenantId, async (tx) => {
    const list = (limit: number, after?: Parameters<typeof listCampaigns>[3]['after']) =>
      listCampaigns(tx, {}, { period, before }, { limit, ...(after ? { after } : {}) }, new Date(MONDAY));
    const all = await list(100);
    expect(all.length).toBe((await tx.selectFrom('campaigns').select('id').execute()).length);
    for (const row of all) {
      expect([row.totals.spend_micros, row.before.spend_micros]).toEqual([
        spend(row.id, period),
        spend(row.id, before),
      ]);
    }
    const [first, second] = await list(2);
    const after = { spendMicros: second!.totals.spend_micros, platform: second!.platform, id: second!.id };
    const pages = [first!.id, second!.id, ...(await list(100, after)).map((row) => row.id)];
    expect(pages).toEqual(all.map((row) => row.id));
    const totals = await sumCampaigns(tx, {}, period);
    const sum = (currency: string) =>
      all.filter((r) => r.currency === currency).reduce((s, r) => s + r.totals.spend_micros, 0n);
    for (const total of totals) expect(total.spend_micros).toBe(sum(total.currency));
  });
});

describe('faults of the platform change nothing in the result (C6)', () => {
  test.each([
    ['throttling', [{ kind: 'throttle', path: '/insights', count: 3, regainSeconds: 0 }]],
    [
      '5xx and pages of a proxy',
      [
        { kind: 'error', count: 2 },
        { kind: 'error', status: 502, body: 'html', after: 4 },
      ],
    ],
    [
      'broken connections',
      [
        { kind: 'drop', after: 3, count: 2 },
        { kind: 'drop-answer', after: 8 },
      ],
    ],
    ['duplicate pages', [{ kind: 'duplicate-page', count: null }]],
    ['a looping cursor', [{ kind: 'looping-cursor', path: '/insights', count: 5 }]],
  ])('%s', async (_name, faults) => {
    const tenant = await workspace.connect();
    const undisturbed = workspace.calls.length;
    await runSync(workspace, await workspace.connect());
    const usual = workspace.calls.length - undisturbed;
    await workspace.sandbox.control('/__faults', faults);
    try {
      await runSync(workspace, tenant);
    } finally {
      await workspace.sandbox.control('/__faults', undefined, 'DELETE');
    }
    expect(workspace.calls.length - undisturbed).toBeGreaterThan(2 * usual); // the faults were met
    expect(sorted(await stored(tenant))).toEqual(sorted(await truth(addDays(TODAY, -90), TODAY)));
  });
});

test('a campaign that the list lacks gets a row with its metrics', async () => {
  const tenant = await workspace.connect();
  const syncId = await workspace.request(tenant.tenantId, tenant.connectionId);
  const steps = createSyncActivities(workspace.deps);
  const sync = { ...tenant, syncId };
  await steps.beginSync({ ...sync, runId: 'run' });
  const [account] = await steps.syncAccounts(sync);
  const range = { since: addDays(TODAY, -3), until: TODAY };
  const slice = { ...sync, accountId: account!.id, range, step: 1, steps: 1 };
  expect((await steps.syncSlice(slice)).changed).toBeGreaterThan(0);
  expect((await campaigns(tenant)).every((row) => row.stub && row.status === 'unknown')).toBe(true);
  expect((await steps.syncSlice(slice)).changed).toBe(0);
  await steps.syncCampaigns({ ...sync, accountId: account!.id });
  expect((await campaigns(tenant)).some((row) => row.stub)).toBe(false);
});

test('a sync that read a campaign before a change leaves what the change read back; the next one takes over', async () => {
  const tenant = await workspace.connect();
  await runSync(workspace, tenant);
  const [before] = (await campaigns(tenant)).filter((row) => row.daily_budget_micros !== null);
  const { id, platform, account_id: accountId } = before!;
  const readBack = { dailyBudgetMicros: '77000000', status: 'paused' as const };
  const later = { ...workspace.deps, now: () => new Date(MONDAY + 1_000) };
  // The list of campaigns is under way when the change is stored.
  const fetchSlowly: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    await workspace.inTenant(tenant.tenantId, (tx) =>
      storeReadBack(tx, { platform, id }, readBack, later.now()),
    );
    return answer;
  };
  const sync = { ...tenant, syncId: await workspace.request(tenant.tenantId, tenant.connectionId) };
  const steps = createSyncActivities({ ...workspace.deps, fetch: fetchSlowly });
  await steps.beginSync({ ...sync, runId: 'run' });
  await steps.syncCampaigns({ ...sync, accountId });
  const row = async () => (await campaigns(tenant)).find((one) => one.id === id);
  expect(await row()).toMatchObject({ daily_budget_micros: 77_000_000n, status: 'paused' });

  await createSyncActivities({ ...later, now: () => new Date(MONDAY + 2_000) }).syncCampaigns({
    ...sync,
    accountId,
  });
  expect(await row()).toMatchObject({
    daily_budget_micros: before!.daily_budget_micros,
    status: before!.status,
  });
});

test('a connection has one open sync, and another run cannot claim it', async () => {
  const tenant = await workspace.connect();
  const ask = () => workspace.request(tenant.tenantId, tenant.connectionId);
  const [one, two] = await Promise.all([ask(), ask()]);
  expect(one).toBe(two);
  const steps = createSyncActivities(workspace.deps);
  const claim = (runId: string) => steps.beginSync({ tenantId: tenant.tenantId, syncId: one, runId });
  expect(await claim('a')).not.toBeNull();
  expect(await claim('a')).not.toBeNull();
  expect(await claim('b')).toBeNull();
});

test('restated days are corrected, and a gap of weeks is filled (C5)', async () => {
  const tenant = await workspace.connect();
  await runSync(workspace, tenant);
  const first = await stored(tenant);
  await workspace.setClock(MONDAY + 40 * DAY);
  await runSync(workspace, tenant);
  const expected = await truth(addDays(TODAY, -90), addDays(TODAY, 40));
  const second = await stored(tenant);
  expect(sorted(second)).toEqual(sorted(expected));
  const restated = [...first].filter(([key, row]) => JSON.stringify(second.get(key)) !== JSON.stringify(row));
  expect(restated.length).toBeGreaterThan(10);
});

describe('credentials (C3, E10)', () => {
  test('a token near its end is renewed once for all callers', async () => {
    const tenant = await workspace.connect();
    await workspace.setClock(tenant.credential.expiresAt!.getTime() - 10 * DAY);
    const calls = workspace.calls.length;
    const steps = createSyncActivities(workspace.deps);
    const syncId = await workspace.request(tenant.tenantId, tenant.connectionId);
    await Promise.all([1, 2, 3, 4].map(() => steps.syncAccounts({ ...tenant, syncId })));
    const renewals = workspace.calls.slice(calls).filter((path) => path.endsWith('/oauth/access_token'));
    expect(renewals).toHaveLength(1);
    const [connection] = await workspace.inTenant(tenant.tenantId, listConnections);
    expect(connection!.expires_at!.getTime()).toBeGreaterThan(tenant.credential.expiresAt!.getTime());
  });

  test('a revoked token asks for reconnection once and stops calling', async () => {
    const tenant = await workspace.connect();
    await workspace.sandbox.control('/__faults', { kind: 'revoke-tokens' });
    const calls = workspace.calls.length;
    await expect(runSync(workspace, tenant)).rejects.toMatchObject({
      type: 'auth-expired',
      nonRetryable: true,
    });
    expect(workspace.calls.length - calls).toBe(1);
    const read = () => workspace.inTenant(tenant.tenantId, (tx) => findConnection(tx, tenant.connectionId));
    const asked = await read();
    expect(asked).toMatchObject({ state: 'reconnect', reconnect_reason: 'auth-expired (190/460)' });

    await expect(runSync(workspace, tenant)).rejects.toMatchObject({ type: 'auth-expired' });
    expect(workspace.calls.length - calls).toBe(1);
    expect((await read())!.version).toBe(asked!.version);
    const due = await workspace.inTenant(tenant.tenantId, (tx) =>
      tx.selectFrom('due_work').select('kind').where('kind', '=', 'connection').execute(),
    );
    expect(due).toEqual([]);
  });
});

test('no stored row, log of changes or address holds the token (E10)', async () => {
  const tenant = await workspace.connect();
  await runSync(workspace, tenant);
  const kept = await workspace.inTenant(tenant.tenantId, async (tx) => [
    await tx.selectFrom('audit_log').selectAll().execute(),
    await tx.selectFrom('syncs').selectAll().execute(),
    await requestSync(tx, { connectionId: tenant.connectionId, trigger: 'manual' }),
  ]);
  const text = JSON.stringify(kept, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
  expect(text).not.toContain(tenant.credential.accessToken);
});
