import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { disconnect } from '../../db/repositories/connections.ts';
import { decide } from '../../db/repositories/decisions.ts';
import { revertProposal } from '../../db/repositories/own-changes.ts';
import { budget, startChangePath, type ChangePath } from './change-path.ts';

/** design.md §7: nothing moves money alone, also when two do something at the same moment. */
let path: ChangePath;
let ada: string;
beforeAll(async () => {
  path = await startChangePath();
  ada = await path.person();
});
afterAll(() => path.close());

describe('a new run of an agent', () => {
  test('takes back its older advice that still waits', async () => {
    const campaign = await path.campaign();
    const older = await path.advise(campaign);
    const newer = await path.advise(campaign, budget(130));
    expect([(await path.find(older.id)).state, newer.state]).toEqual(['withdrawn', 'proposed']);
  });

  test('leaves advice alone that a person approves at the same moment, and does not ask beside it', async () => {
    const campaign = await path.campaign();
    const older = await path.advise(campaign);
    let run: ReturnType<ChangePath['advise']> | undefined;
    await path.inTenant(async (tx) => {
      const { version } = older;
      await decide(tx, { proposalId: older.id, userId: ada, verdict: 'approve', version }, path.now());
      run = path.advise(campaign, budget(130));
      await path.untilWaiting();
    });
    const newer = await run!;
    expect((await path.find(older.id)).state).toBe('approved');
    expect(newer.state).toBe('withdrawn');
    expect(newer.policy).toContainEqual(expect.objectContaining({ id: 'no-change-under-way', ok: false }));
  });

  test('leaves advice alone that is being applied', async () => {
    const campaign = await path.campaign();
    const older = await path.advise(campaign);
    await path.approve(older, ada);
    await path.claim(older.id);
    const newer = await path.advise(campaign, budget(130));
    expect([(await path.find(older.id)).state, newer.state]).toEqual(['applying', 'withdrawn']);
  });
});

describe('a run that ends when its connection was disconnected (C5)', () => {
  let ending: ChangePath;
  let campaign: string;
  const withdrawn = {
    state: 'withdrawn',
    error: { code: 'canceled', message: 'The connection was disconnected.' },
  };
  beforeEach(async () => {
    ending = await startChangePath();
    campaign = await ending.campaign();
  });
  afterEach(() => ending.close());

  test('leaves nothing that waits, and says why', async () => {
    await ending.inTenant((tx) => disconnect(tx, ending.tenant.connectionId, ending.now()));
    expect(await ending.advise(campaign)).toMatchObject(withdrawn);
  });

  test('does so too when both happen at the same moment, also where the agent may act', async () => {
    let run: ReturnType<ChangePath['advise']> | undefined;
    await ending.inTenant(async (tx) => {
      await disconnect(tx, ending.tenant.connectionId, ending.now());
      run = ending.advise(campaign, budget(101), { autonomy: 'act' });
      await ending.untilWaiting();
    });
    expect(await run).toMatchObject(withdrawn);
  });
});

test('an agent that may act asks where the connection may only read (C6)', async () => {
  const grant = (...scopes: string[]) =>
    path.inTenant((tx) => tx.updateTable('connections').set({ scopes }).execute());
  const campaign = await path.campaign();
  await grant('ads_read');
  expect(await path.advise(campaign, budget(101), { autonomy: 'act' })).toMatchObject({
    ...{ state: 'proposed', approvals_needed: 1 },
  });
  await grant('ads_read', 'ads_management');
  expect(await path.advise(campaign, budget(101), { autonomy: 'act' })).toMatchObject({
    ...{ state: 'approved', approvals_needed: 0 },
  });
});

describe('setting back', () => {
  const revert = (id: string) => path.inTenant((tx) => revertProposal(tx, id, ada, path.now()));
  async function applied() {
    const campaign = await path.campaign();
    const own = await path.change(ada, campaign, budget(150));
    await path.claim(own.id);
    await path.settle(own.id, 150_000_000n);
    return { campaign, own };
  }

  test('restores what the change had found', async () => {
    const { own } = await applied();
    expect(await revert(own.id)).toMatchObject({ reverts: own.id, from: budget(150), to: budget(100) });
  });

  test('is refused when somebody has changed the campaign since, and nothing is proposed', async () => {
    const { campaign, own } = await applied();
    await path.seenAs(campaign, 170_000_000n);
    await expect(revert(own.id)).rejects.toMatchObject({ code: 'stale' });
    const rows = await path.inTenant((tx) =>
      tx.selectFrom('proposals').select('id').where('campaign_id', '=', campaign).execute(),
    );
    expect(rows).toHaveLength(1);
  });

  test('is refused when somebody has switched the campaign since', async () => {
    const campaign = await path.campaign();
    const paused = await path.change(ada, campaign, { status: 'paused' });
    await path.claim(paused.id);
    await path.settle(paused.id, 100_000_000n); // read back as active: resumed at the platform
    await expect(revert(paused.id)).rejects.toMatchObject({ code: 'stale' });
  });
});

describe('a daily budget', () => {
  const cents = (micros: bigint, currency = 'EUR') => ({
    dailyBudget: { micros: String(micros), currency },
  });
  const wrong: [string, bigint, string][] = [
    ['zero', 0n, 'EUR'],
    ['negative', -5_000_000n, 'EUR'],
    ['finer than a cent', 5_005_000n, 'EUR'],
    ['finer than a yen', 5_500_000n, 'JPY'],
  ];

  test.each(wrong)('that is %s cannot be asked for', async (_, micros, currency) => {
    const campaign = await path.campaign(currency);
    const asking = path.change(ada, campaign, cents(micros, currency));
    await expect(asking).rejects.toMatchObject({ code: 'invalid-budget' });
  });

  test.each(wrong)('that is %s is never put to a person by an agent', async (_, micros, currency) => {
    const advice = await path.advise(await path.campaign(currency), cents(micros, currency), {
      autonomy: 'act',
    });
    expect(advice.state).toBe('withdrawn');
    expect(advice.policy).toContainEqual(expect.objectContaining({ id: 'budget-step', ok: false }));
  });

  test('of whole steps is asked for', async () => {
    expect(await path.change(ada, await path.campaign(), cents(5_010_000n))).toMatchObject({
      state: 'approved',
    });
    expect(await path.change(ada, await path.campaign('JPY'), cents(5_000_000n, 'JPY'))).toMatchObject({
      state: 'approved',
    });
  });
});
