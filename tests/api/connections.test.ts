import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../contracts/campaigns.ts';
import type { Connection } from '../../contracts/connections.ts';
import { insertProposal } from '../../db/repositories/proposals.ts';
import { runSync } from '../sync/workspace.ts';
import type { Person } from './api.ts';
import { startSyncedApi, type SyncedApi } from './synced.ts';

let api: SyncedApi;
let person: Person;
let connection: Connection;
let path: string;
beforeAll(async () => {
  api = await startSyncedApi();
  person = await api.newPerson();
  connection = await api.connect(person);
  path = `/api/v1/connections/${connection.id}`;
});
afterAll(() => api.close());

const put = (body: unknown, match?: number) =>
  person.call('PUT', path, body, match === undefined ? {} : { 'if-match': `"${match}"` });

const budgeted = async (who: Person) =>
  ((await who.call('GET', '/api/v1/campaigns?status=active')).body.data as Campaign[]).find(
    ({ dailyBudget }) => dailyBudget !== null,
  )!;
/** Stores an agent's advice for a campaign that waits; gives its id. */
const advise = async (who: Person, connectionId: string, campaign: Campaign) => {
  const proposal = await api.workspace.inTenant(who.tenantId, (tx) =>
    insertProposal(tx, {
      ...{ taskId: null, executionId: null, agentKey: 'budget-analyzer', proposedBy: null, reverts: null },
      draft: {
        action: 'campaign.budget.set',
        ...{ platform: 'meta', connectionId, accountId: campaign.accountId },
        campaignId: campaign.id.slice('meta:'.length),
        targetVersion: campaign.version,
        from: { dailyBudget: campaign.dailyBudget! },
        to: { dailyBudget: { ...campaign.dailyBudget!, micros: '990000000' } },
        risk: 'low',
      },
      ...{ policy: [], approvalsNeeded: 1, state: 'proposed', now: api.workspace.deps.now() },
    }),
  );
  return proposal.id;
};

describe('a connection (B1, C5, E11)', () => {
  test('shows its accounts, and each stream on time after a sync', () => {
    expect(connection.health).toBe('on_time');
    expect(connection.accounts.length).toBeGreaterThan(1);
    expect(connection.streams.map(({ state }) => state)).toEqual(connection.streams.map(() => 'on_time'));
    expect(connection.lastSync).toMatchObject({ state: 'completed', trigger: 'first' });
  });

  test('is late after more than one interval without a sync, in error after two, and not while it is paused', async () => {
    const start = api.workspace.deps.now().getTime();
    const healthAfter = async (minutes: number) => {
      await api.workspace.setClock(start + minutes * 60_000);
      const who = { ...person, ...(await api.signIn(person)) };
      const { body } = await who.call('GET', path);
      const { streamsOnTime, attention } = (await who.call('GET', '/api/v1/overview')).body;
      // The way to it in the console names the connection.
      const lacks = (attention as { id: string; kind: string }[]).filter(({ id }) => id === connection.id);
      expect(attention).toEqual(lacks);
      return [body.health, streamsOnTime, lacks.map(({ kind }) => kind)];
    };
    const all = connection.streams.length;
    expect(await healthAfter(60)).toEqual(['on_time', all, []]);
    expect(await healthAfter(90)).toEqual(['late', 0, ['stream-late']]);
    expect(await healthAfter(130)).toEqual(['error', 0, ['stream-stopped']]);
    await api.workspace.setClock(start);
    person = { ...person, ...(await api.signIn(person)) };
    await put({ paused: true });
    expect(await healthAfter(130)).toEqual(['on_time', all, []]);
    await api.workspace.setClock(start);
    // Signing in later has swept the session that was idle by then.
    person = { ...person, ...(await api.signIn(person)) };
    await put({ paused: false });
  });

  test('is synced on request, once at a time', async () => {
    const [first, second] = [
      await person.call('POST', `${path}/sync`),
      await person.call('POST', `${path}/sync`),
    ];
    expect(first).toMatchObject({ status: 202, body: { state: 'pending', trigger: 'manual' } });
    expect(second.body.id).toBe(first.body.id);
    const analyst = await api.newColleague(person, 'analyst');
    expect((await analyst.call('POST', `${path}/sync`)).body.id).toBe(first.body.id);
    await runSync(api.workspace, { tenantId: person.tenantId, connectionId: connection.id });
  });

  test('pauses and goes on; a paused one has no next sync', async () => {
    expect((await put({ paused: true })).body).toMatchObject({ state: 'paused', nextSyncAt: null });
    const { body } = await put({ paused: false });
    expect(body.state).toBe('connected');
    expect(body.nextSyncAt).not.toBeNull();
  });

  test('is changed only from the version that was seen, when one is sent: 412 otherwise (H4)', async () => {
    const { version } = (await person.call('GET', path)).body as unknown as Connection;
    expect((await put({ syncIntervalMinutes: 120 }, version)).body).toMatchObject({
      syncIntervalMinutes: 120,
    });
    const { status, body } = await put({ syncIntervalMinutes: 30 }, version);
    expect([status, body.code]).toEqual([412, 'version-stale']);
    expect((await put({ syncIntervalMinutes: 1 })).status).toBe(400);
  });

  test('syncs the accounts that are selected', async () => {
    const [chosen] = connection.accounts;
    const { accounts } = (await put({ selectedAccounts: [chosen!.id] })).body as unknown as Connection;
    expect(accounts.filter(({ selected }) => selected).map(({ id }) => id)).toEqual([chosen!.id]);
    const before = api.workspace.calls.length;
    await runSync(api.workspace, { tenantId: person.tenantId, connectionId: connection.id });
    const read = api.workspace.calls.slice(before).filter((call) => call.endsWith('/insights'));
    expect(new Set(read)).toEqual(new Set([`/v26.0/act_${chosen!.id}/insights`]));
  });

  test('that the platform no longer accepts asks to connect again: 409 on a sync', async () => {
    const setState = (state: 'reconnect' | 'connected') =>
      api.workspace.inTenant(person.tenantId, (tx) =>
        tx.updateTable('connections').set({ state }).where('id', '=', connection.id).execute(),
      );
    await setState('reconnect');
    expect(await person.call('POST', `${path}/sync`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await person.call('GET', path)).body.health).toBe('action_required');
    await setState('connected');
  });

  test('is managed by owners and admins only', async () => {
    const operator = await api.newColleague(person, 'operator');
    expect((await operator.call('PUT', path, { paused: true })).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    expect((await operator.call('DELETE', path)).status).toBe(403);
  });

  test('that may only read takes no change, neither a person’s nor an agent’s, until it is connected with the right (C6)', async () => {
    const who = await api.newPerson();
    const { id } = await api.connect(who, []);
    const campaign = await budgeted(who);
    const advice = await advise(who, id, campaign);
    const approve = () =>
      who.call('POST', `/api/v1/proposals/${advice}/decisions`, { verdict: 'approve', version: 1 });
    const pause = () =>
      who.call(
        'PUT',
        `/api/v1/campaigns/${campaign.id}`,
        { status: 'paused' },
        { 'if-match': `"${campaign.version}"` },
      );
    const refusal = { status: 422, body: { code: 'unprocessable', reason: 'right-missing' } };
    expect(await approve()).toMatchObject(refusal);
    expect(await pause()).toMatchObject(refusal);
    const waiting = (await who.call('GET', '/api/v1/proposals')).body.data;
    expect(waiting).toMatchObject([{ id: advice, state: 'proposed', approvals: 0 }]);
    expect((await who.call('GET', '/api/v1/proposals?view=decided')).body.data).toEqual([]);

    await api.comeBack(who, await api.askPlatform(who));
    expect(await pause()).toMatchObject({ status: 202, body: { state: 'approved' } });
  });

  test('that is disconnected takes its waiting proposals along, with the reason', async () => {
    const who = await api.newPerson();
    const { id } = await api.connect(who);
    const advice = await advise(who, id, await budgeted(who));
    expect((await who.call('DELETE', `/api/v1/connections/${id}`)).status).toBe(204);
    const { body } = await who.call('GET', `/api/v1/proposals/${advice}`);
    expect(body).toMatchObject({
      state: 'withdrawn',
      failure: { code: 'canceled', message: 'The connection was disconnected.' },
    });
    const verdict = { verdict: 'approve', version: body.version };
    const late = await who.call('POST', `/api/v1/proposals/${advice}/decisions`, verdict);
    expect(late).toMatchObject({ status: 409 });
    // Connected again, the account keeps its history when the old connection is purged.
    const again = await api.connect(who);
    expect(again.id).not.toBe(id);
    const proposals = await api.workspace.inTenant(who.tenantId, (tx) =>
      tx.selectFrom('proposals').select('connection_id').execute(),
    );
    expect(proposals).toEqual([{ connection_id: again.id }]);
  });

  test('that is disconnected loses its credential and its campaigns are no longer shown', async () => {
    const campaigns = async () => (await person.call('GET', '/api/v1/campaigns')).body.data as unknown[];
    expect((await campaigns()).length).toBeGreaterThan(0);
    expect((await person.call('DELETE', path)).status).toBe(204);
    expect((await person.call('GET', path)).status).toBe(404);
    expect((await person.call('DELETE', path)).status).toBe(404);
    expect(await campaigns()).toEqual([]);
    const credentials = await api.workspace.inTenant(person.tenantId, (tx) =>
      tx.selectFrom('credentials').select('id').where('connection_id', '=', connection.id).execute(),
    );
    expect(credentials).toEqual([]);
    // What was read is kept, and is still sample data.
    expect((await person.call('GET', '/api/v1/session')).body).toMatchObject({
      tenant: { sample: true },
      counts: { connections: 0 },
    });
  });
});
