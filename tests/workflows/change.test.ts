import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { findConnection } from '../../db/repositories/connections.ts';
import { proposeByPerson, revertProposal } from '../../db/repositories/own-changes.ts';
import { moveProposal } from '../../db/repositories/proposals.ts';
import { queues, workflowIds } from '../../temporal/names.ts';
import { startChange } from '../../temporal/start.ts';
import { MONDAY } from '../sandbox/client.ts';
import { eventually } from './product.ts';
import { micros, startable, startChanges } from './proposals.ts';

/** design.md §7: proposal → decision → one write → read back, on real PostgreSQL, Temporal and the sandbox. */
jest.setTimeout(60_000);

const LINEN = '120245452617390604';
const CART = '120245452617400217';
const CATALOGUE = '120245452617410885';
const TOWELS = '120245452617422391';
const VIDEO = '120245452617431746';
const LOOKALIKE = '120246118203332871';
const ROBE = '120246118203344209';
const TERRACE = '120246118203355018'; // archived

/** Lets a test stand between us and the platform; null: every call goes through. */
type Between = (input: string, init: RequestInit | undefined) => Promise<Response | null> | Response | null;
let between: Between | null = null;
const passing: typeof fetch = async (input, init) =>
  (await between?.(input as string, init)) ?? fetch(input, init);

let changes: Awaited<ReturnType<typeof startChanges>>;
beforeAll(async () => {
  changes = await startChanges({ fetch: passing });
});
afterAll(() => changes.close());
afterEach(async () => {
  between = null;
  await changes.workspace.sandbox.control('/__faults', undefined, 'DELETE');
});

const fault = (body: object) => changes.workspace.sandbox.control('/__faults', body);
const runs = async (id: string) => {
  const found = [];
  const query = `WorkflowId = "${workflowIds.change(id)}"`;
  for await (const run of changes.client.workflow.list({ query })) found.push(run.status.name);
  return found;
};

test('an approved change is written once, read back and shown on the campaign', async () => {
  const proposal = await changes.advise(LINEN, 210);
  await changes.begin(proposal);
  expect(await changes.decide(proposal)).toBe(true);
  const done = await changes.until(proposal.id, 'read_back');
  expect(done.read_back).toMatchObject({ dailyBudgetMicros: micros(210) });
  expect(done.applying_at).not.toBeNull();
  expect(done.applied_at).not.toBeNull();
  const writes = await changes.writes(LINEN);
  expect(writes.map((write) => [write.outcome, write.change?.dailyBudgetMicros])).toEqual([
    ['applied', micros(210)],
  ]);
  expect(String((await changes.campaign(LINEN)).daily_budget_micros)).toBe(micros(210));
});

test('a rejected change is never written, and its run ends', async () => {
  const proposal = await changes.advise(CART, 170);
  await changes.begin(proposal);
  await changes.decide(proposal, 'reject');
  await changes.handle(proposal.id).result();
  expect(await changes.find(proposal.id)).toMatchObject({ state: 'rejected', applying_at: null });
  expect(await changes.writes(CART)).toEqual([]);
  expect(await changes.openDue(proposal.id)).toBe(false);
});

test('a forged approval sent straight to Temporal changes nothing', async () => {
  const proposal = await changes.advise(CART, 171);
  await changes.begin(proposal);
  const handle = changes.handle(proposal.id);
  await handle.executeUpdate('decide', { args: [randomUUID()] });
  await handle.executeUpdate('decide', { args: [{ verdict: 'approve', state: 'approved' }] });
  // A run of its own about this proposal, and one that claims it for another tenant.
  for (const tenantId of [changes.tenant.tenantId, randomUUID()]) {
    const forged = await changes.client.workflow.start('change', {
      workflowId: `change/forged-${tenantId}`,
      taskQueue: queues.main,
      args: [{ tenantId, proposalId: proposal.id, state: 'approved' }],
    });
    if (tenantId !== changes.tenant.tenantId) await forged.result();
    else await forged.executeUpdate('decide', { args: ['approved'] });
  }
  expect(await changes.find(proposal.id)).toMatchObject({ state: 'proposed', applying_at: null });
  expect(await changes.writes(CART)).toEqual([]);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await changes.decide(proposal, 'reject');
});

test('a campaign that somebody else changed meanwhile is left alone: conflict', async () => {
  const proposal = await changes.advise(CATALOGUE, 440);
  await changes.begin(proposal);
  const before = await changes.ledger();
  await changes.workspace.sandbox.post(`/${CATALOGUE}`, { daily_budget: '35000' });
  await changes.decide(proposal);
  const over = await changes.until(proposal.id, 'conflict');
  expect(over.error).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('someone else changed it'),
    touched: 'We left it as it is.',
    remedy: expect.stringContaining('decide again'),
  });
  expect(over.read_back).toMatchObject({ dailyBudgetMicros: micros(350) });
  expect(await changes.writes(CATALOGUE, before)).toHaveLength(1); // somebody else's
  expect(String((await changes.campaign(CATALOGUE)).daily_budget_micros)).toBe(micros(350));
});

test('a change whose answer was lost is found done: one write', async () => {
  const proposal = await changes.advise(TOWELS, 100);
  await changes.begin(proposal);
  await fault({ kind: 'drop-answer', method: 'POST', path: TOWELS });
  await changes.decide(proposal);
  await changes.until(proposal.id, 'read_back');
  expect(await changes.writes(TOWELS)).toHaveLength(1);
});

test('a change that the platform confirmed but does not show is asked for once more', async () => {
  const proposal = await changes.advise(ROBE, 66);
  await changes.begin(proposal);
  let lies = 1;
  between = (url, init) =>
    init?.method === 'POST' && url.includes(ROBE) && lies-- > 0 ? Response.json({ success: true }) : null;
  await changes.decide(proposal);
  await changes.until(proposal.id, 'read_back');
  expect(await changes.writes(ROBE)).toHaveLength(1);
});

test('a change that the platform refuses fails with the reason and what to do, and nothing was changed', async () => {
  const proposal = await changes.advise(TERRACE, 100);
  await changes.begin(proposal);
  await changes.decide(proposal);
  const failed = await changes.until(proposal.id, 'failed');
  expect(failed.error).toMatchObject({
    code: 'rejected-request',
    touched: 'Nothing was changed.',
    remedy: expect.stringMatching(/\w/),
    providerCode: '100/1487566',
  });
  expect((await changes.writes(TERRACE)).map((write) => write.outcome)).toEqual(['refused']);
  await changes.handle(proposal.id).result();
  expect(await changes.openDue(proposal.id)).toBe(false);
});

test('a refusal after an attempt whose end nobody saw does not say that nothing was changed', async () => {
  const proposal = await changes.advise(ROBE, 64);
  await changes.begin(proposal);
  const refused = { error: { message: 'No', code: 100, error_subcode: 1487566 } };
  let sent = 0;
  between = (url, init) => {
    if (init?.method !== 'POST' || !url.includes(ROBE)) return null;
    if (sent++ === 0) throw new Error('The connection broke.');
    return Response.json(refused, { status: 400 });
  };
  await changes.decide(proposal);
  const failed = await changes.until(proposal.id, 'failed');
  expect(sent).toBe(2);
  expect(failed.error).toMatchObject({
    code: 'rejected-request',
    touched: expect.stringContaining('may or may not have been changed'),
  });
  const connection = await changes.inTenant((tx) => findConnection(tx, changes.tenant.connectionId));
  expect(connection!.next_sync_at).toEqual(changes.workspace.deps.now()); // which shows what came of it
});

test('a campaign that somebody else changed right after us: conflict, in other words', async () => {
  const proposal = await changes.advise(LINEN, 205);
  await changes.begin(proposal);
  const before = await changes.ledger();
  let wrote = false;
  between = async (url, init) => {
    if (!url.includes(LINEN)) return null;
    if (init?.method === 'POST') wrote = true;
    else if (wrote) {
      between = null;
      await changes.workspace.sandbox.post(`/${LINEN}`, { daily_budget: '30000' });
    }
    return null;
  };
  await changes.decide(proposal);
  const over = await changes.until(proposal.id, 'conflict');
  expect(over.error).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('We made the change'),
    touched: expect.stringContaining('We changed the campaign once'),
  });
  expect(over.applied_at).not.toBeNull();
  expect(over.read_back).toMatchObject({ dailyBudgetMicros: micros(300) });
  expect(await changes.writes(LINEN, before)).toHaveLength(2); // ours and somebody else's
  await changes.workspace.sandbox.post(`/${LINEN}`, { daily_budget: '21000' });
});

test('a campaign that somebody else changed after an attempt whose end nobody saw: conflict, and we are not sure', async () => {
  const proposal = await changes.advise(TOWELS, 101);
  await changes.begin(proposal);
  between = async (url, init) => {
    if (init?.method !== 'POST' || !url.includes(TOWELS)) return null;
    between = null;
    await changes.workspace.sandbox.post(`/${TOWELS}`, { daily_budget: '9900' });
    throw new Error('The connection broke.');
  };
  await changes.decide(proposal);
  const over = await changes.until(proposal.id, 'conflict');
  expect(over.error).toMatchObject({
    touched: expect.stringContaining('may or may not have been changed'),
  });
});

test('a change that was ended while the platform was read is not written', async () => {
  const proposal = await changes.advise(ROBE, 65);
  await changes.begin(proposal);
  const before = await changes.ledger();
  between = async (url, init) => {
    if (init?.method === 'POST' || !url.includes(ROBE)) return null;
    between = null;
    await changes.inTenant((tx) => moveProposal(tx, proposal.id, ['applying'], 'failed'));
    return null;
  };
  await changes.decide(proposal);
  await changes.handle(proposal.id).result();
  expect((await changes.find(proposal.id)).state).toBe('failed');
  expect(await changes.writes(ROBE, before)).toEqual([]);
});

test('a throttled change waits as long as the platform asks, and is written once', async () => {
  const proposal = await changes.advise(ROBE, 60);
  const before = await changes.ledger();
  await changes.begin(proposal);
  await fault({ kind: 'throttle', method: 'POST', path: ROBE, regainSeconds: 4 });
  await changes.decide(proposal);
  await changes.until(proposal.id, 'read_back');
  const outcomes = (await changes.writes(ROBE, before)).map((write) => write.outcome);
  expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
});

test('above the threshold two people have to agree, and nobody agrees twice', async () => {
  const threshold = (above: bigint | null) =>
    changes.inTenant((tx) => tx.updateTable('tenants').set({ two_person_above_micros: above }).execute());
  await threshold(10_000_000n);
  const second = await changes.colleague();
  const reader = await changes.colleague('analyst');
  const proposal = await changes.advise(VIDEO, 130);
  expect(proposal.approvals_needed).toBe(2);
  await changes.begin(proposal);
  await changes.decide(proposal);
  await expect(changes.decide(proposal)).rejects.toMatchObject({ code: 'already-decided' });
  await expect(changes.decide(proposal, 'approve', reader)).rejects.toMatchObject({ code: 'forbidden' });
  await changes.wake(proposal);
  expect(await changes.find(proposal.id)).toMatchObject({ state: 'proposed', applying_at: null });
  expect(await changes.writes(VIDEO)).toEqual([]);
  await changes.decide(proposal, 'approve', second);
  await changes.until(proposal.id, 'read_back');
  expect(await changes.writes(VIDEO)).toHaveLength(1);

  // A person's own change counts as that person's approval.
  const mine = await changes.inTenant(async (tx) => {
    const { version, currency } = await tx
      .selectFrom('campaigns')
      .selectAll()
      .where('id', '=', VIDEO)
      .executeTakeFirstOrThrow();
    const to = { dailyBudget: { micros: micros(150), currency } };
    const change = { userId: second, platform: 'meta', campaignId: VIDEO, campaignVersion: version, to };
    return proposeByPerson(tx, change, changes.workspace.deps.now());
  });
  // That two have to agree is what it needs, no check that it failed.
  expect(mine).toMatchObject({ state: 'proposed', approvals_needed: 2, policy: [] });
  await expect(changes.decide(mine, 'approve', second)).rejects.toMatchObject({ code: 'already-decided' });
  await changes.decide(mine);
  await changes.until(mine.id, 'read_back');
  expect(await changes.writes(VIDEO)).toHaveLength(2);
  await threshold(null);
});

test('an agent that may act does so within its limits, and asks or stops beyond them', async () => {
  const act = { autonomy: 'act', stepLimit: 0.2 } as const;
  const beyond = await changes.advise(LOOKALIKE, 200, { policy: act });
  expect(beyond.state).toBe('withdrawn');
  expect(beyond.policy).toContainEqual(expect.objectContaining({ id: 'step-limit', ok: false }));
  const risky = await changes.advise(LOOKALIKE, 115, { policy: act, risk: 'medium' });
  expect(risky).toMatchObject({ state: 'proposed', approvals_needed: 1 });

  const within = await changes.advise(LOOKALIKE, 120, { policy: act });
  expect(within).toMatchObject({ state: 'approved', approvals_needed: 0 });
  expect((await changes.find(risky.id)).state).toBe('withdrawn');
  await startChange(changes.client, startable(within), { waitMs: 10_000 });
  await changes.until(within.id, 'read_back');
  const decisions = await changes.inTenant((tx) =>
    tx.selectFrom('decisions').selectAll().where('proposal_id', '=', within.id).execute(),
  );
  expect(decisions.map((one) => [one.user_id, one.verdict])).toEqual([[null, 'approve']]);
  expect(await changes.writes(LOOKALIKE)).toHaveLength(1);
});

test('an approved row without the decisions it needs is not written', async () => {
  const proposal = await changes.advise(ROBE, 70);
  await changes.inTenant((tx) =>
    tx.updateTable('proposals').set({ state: 'approved' }).where('id', '=', proposal.id).execute(),
  );
  const before = await changes.ledger();
  await startChange(changes.client, startable(proposal), { waitMs: 10_000 });
  await changes.handle(proposal.id).result();
  expect(await changes.writes(ROBE, before)).toEqual([]);
  await changes.inTenant((tx) =>
    tx.updateTable('proposals').set({ state: 'withdrawn' }).where('id', '=', proposal.id).execute(),
  );
});

test('putting back is a proposal of its own that restores the old value', async () => {
  const proposal = await changes.advise(CART, 160);
  const old = proposal.from as { dailyBudget: { micros: string } };
  await changes.begin(proposal);
  await changes.decide(proposal);
  await changes.until(proposal.id, 'read_back');
  const revert = await changes.inTenant((tx) =>
    revertProposal(tx, proposal.id, changes.tenant.userId, changes.workspace.deps.now()),
  );
  expect(revert).toMatchObject({ reverts: proposal.id, state: 'approved', to: old });
  await startChange(changes.client, startable(revert), { waitMs: 10_000 });
  await changes.until(revert.id, 'read_back');
  expect((await changes.writes(CART)).map((write) => write.change?.dailyBudgetMicros)).toEqual([
    micros(160),
    old.dailyBudget.micros,
  ]);
  await changes.handle(revert.id).result(); // nobody promised an effect: nothing to check
  expect(await changes.openDue(revert.id)).toBe(false);
});

test('waking finds a running run, starts a lost one, and leaves a finished one alone', async () => {
  const running = await changes.advise(TOWELS, 95);
  await changes.begin(running);
  expect(await changes.wake(running, 'again')).toBe(true);
  expect(await changes.wake(running, 'again')).toBe(true); // the same decision twice is one
  await eventually(
    () => runs(running.id),
    (found) => found.length === 1 && found[0] === 'RUNNING',
  );
  await changes.decide(running, 'reject');

  // Lost: Temporal has never heard of it, whatever the row says. The approval starts it.
  const lost = await changes.advise(TOWELS, 96);
  const before = await changes.ledger();
  await changes.inTenant((tx) =>
    tx.updateTable('proposals').set({ run_id: randomUUID() }).where('id', '=', lost.id).execute(),
  );
  expect(await changes.decide(lost)).toBe(true);
  await changes.until(lost.id, 'read_back');
  await changes.handle(lost.id).result();

  expect(await changes.wake(lost)).toBe(false);
  expect(await changes.writes(TOWELS, before)).toHaveLength(1);
  await eventually(
    () => runs(lost.id),
    (found) => found.length === 1 && found[0] === 'COMPLETED',
  );
});

test('a run that grew too long goes on as a new one, and keeps what a restore needs', async () => {
  const proposal = await changes.advise(CATALOGUE, 300, { revenue: { mean: '0', p10: '-1', p90: '1' } });
  await changes.begin(proposal);
  await changes.decide(proposal);
  await changes.until(proposal.id, 'read_back');
  const handle = changes.handle(proposal.id);
  const applied = await eventually(
    () => handle.describe(),
    (run) => run.memo?.signature !== undefined,
  );
  for (let i = 0; i < 12; i++) await handle.executeUpdate('decide', { args: ['x'.repeat(450_000)] });
  const next = await eventually(
    () => handle.describe(),
    (run) => run.runId !== applied.runId,
  );
  expect(next.memo).toEqual(applied.memo);
});

test('a proposal that nobody decided expires', async () => {
  const proposal = await changes.advise(LINEN, 190);
  const before = await changes.ledger();
  await changes.begin(proposal);
  await changes.workspace.setClock(MONDAY + 71 * 3_600_000);
  await changes.wake(proposal);
  expect((await changes.find(proposal.id)).state).toBe('proposed');
  await changes.workspace.setClock(MONDAY + 73 * 3_600_000);
  await expect(changes.decide(proposal)).rejects.toMatchObject({ code: 'expired' });
  await changes.wake(proposal);
  await changes.handle(proposal.id).result();
  expect((await changes.find(proposal.id)).state).toBe('expired');
  expect(await changes.openDue(proposal.id)).toBe(false);
  expect(await changes.writes(LINEN, before)).toEqual([]);
});

test('a proposal expires by its own timer', async () => {
  const proposal = await changes.advise(LINEN, 191);
  const soon = new Date(changes.workspace.deps.now().getTime() + 1_500);
  await changes.inTenant((tx) =>
    tx.updateTable('proposals').set({ expires_at: soon }).where('id', '=', proposal.id).execute(),
  );
  await changes.begin(proposal);
  await changes.workspace.setClock(soon.getTime());
  await changes.handle(proposal.id).result();
  expect((await changes.find(proposal.id)).state).toBe('expired');
});

test('a change without access fails, says that nothing was changed, and asks for the account', async () => {
  const proposal = await changes.advise(VIDEO, 111);
  const before = await changes.ledger();
  await changes.begin(proposal);
  await fault({ kind: 'revoke-tokens' });
  await changes.decide(proposal);
  const failed = await changes.until(proposal.id, 'failed');
  expect(failed.error).toMatchObject({ code: 'auth-expired', touched: 'Nothing was changed.' });
  expect(await changes.writes(VIDEO, before)).toEqual([]);
  const connection = await changes.inTenant((tx) =>
    tx.selectFrom('connections').select('state').executeTakeFirstOrThrow(),
  );
  expect(connection.state).toBe('reconnect');
});
