import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimProposal } from '../../db/repositories/claim.ts';
import { decide } from '../../db/repositories/decisions.ts';
import { budget, startChangePath, type ChangePath } from './change-path.ts';

/** design.md §7: an approved change is claimed before it is written, and the claim believes the rows only. */
let path: ChangePath;
let ada: string;
beforeAll(async () => {
  path = await startChangePath();
  ada = await path.person();
});
afterAll(() => path.close());

/** Two approved changes of one campaign: a person's own, and advice that somebody approved at the same moment. */
async function twoApproved() {
  const campaign = await path.campaign();
  const advice = await path.advise(campaign);
  let other: ReturnType<ChangePath['change']> | undefined;
  await path.inTenant(async (tx) => {
    const { id: proposalId, version } = advice;
    await decide(tx, { proposalId, userId: ada, verdict: 'approve', version }, path.now());
    other = path.change(ada, campaign, budget(150));
    await other;
  });
  return { campaign, first: advice, second: await other! };
}

describe('two approved changes of one campaign', () => {
  test('that are claimed at the same moment: one is, the other is a conflict', async () => {
    const { first, second } = await twoApproved();
    let late: ReturnType<ChangePath['claim']> | undefined;
    await path.inTenant(async (tx) => {
      expect(await claimProposal(tx, first.id, 'run', path.now())).toEqual({ claimedBefore: false });
      late = path.claim(second.id);
      await path.untilWaiting();
    });
    expect(await late).toBeNull();
    expect((await path.find(first.id)).state).toBe('applying');
    expect(await path.find(second.id)).toMatchObject({
      state: 'conflict',
      error: { code: 'conflict', message: 'Another change of this campaign is being made.' },
    });
  });

  test('one after the other: the second was decided on another campaign than there is now', async () => {
    const { campaign, first, second } = await twoApproved();
    await path.claim(first.id);
    await path.settle(first.id, 120_000_000n);
    expect(await path.claim(second.id)).toBeNull();
    expect(await path.find(second.id)).toMatchObject({
      state: 'conflict',
      applying_at: null,
      error: { code: 'conflict', message: 'The campaign has changed since this was approved.' },
    });
    expect((await path.campaignOf(campaign)).daily_budget_micros).toBe(120_000_000n);
  });
});

describe('an approved change', () => {
  test('of a campaign that a sync has brought back changed is a conflict', async () => {
    const campaign = await path.campaign();
    const own = await path.change(ada, campaign, budget(150));
    await path.seenAs(campaign, 90_000_000n);
    expect(await path.claim(own.id)).toBeNull();
    expect((await path.find(own.id)).state).toBe('conflict');
  });

  test('that was claimed before goes on, although its own write has changed the campaign', async () => {
    const campaign = await path.campaign();
    const own = await path.change(ada, campaign, budget(150));
    expect(await path.claim(own.id)).toEqual({ claimedBefore: false });
    await path.seenAs(campaign, 150_000_000n);
    expect(await path.claim(own.id)).toEqual({ claimedBefore: true });
    expect((await path.find(own.id)).state).toBe('applying');
  });

  test('whose time is over before its first claim expires; one claimed in time goes on', async () => {
    const [late, inTime] = [
      await path.change(ada, await path.campaign(), budget(150)),
      await path.change(ada, await path.campaign(), budget(150)),
    ];
    await path.claim(inTime.id);
    path.setClock(late.expires_at);
    expect(await path.claim(late.id)).toBeNull();
    expect(await path.find(late.id)).toMatchObject({ state: 'expired', applying_at: null });
    expect(await path.claim(inTime.id)).toEqual({ claimedBefore: true });
  });
});
