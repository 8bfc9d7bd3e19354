import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getProposalDetail } from '../../db/repositories/proposal-views.ts';
import type { MembershipsTable } from '../../db/schema/memberships.ts';
import { budget, startChangePath, type ChangePath } from './change-path.ts';

/** E13: above the workspace's threshold two people decide, each of whom may. */
let path: ChangePath;
beforeAll(async () => {
  path = await startChangePath();
  await path.inTenant((tx) =>
    tx.updateTable('tenants').set({ two_person_above_micros: 1_000_000n }).execute(),
  );
});
afterAll(() => path.close());

const member = (userId: string, now: Partial<Pick<MembershipsTable, 'role' | 'removed_at'>>) =>
  path.inTenant((tx) => tx.updateTable('memberships').set(now).where('user_id', '=', userId).execute());
const approvals = async (id: string) =>
  (await path.inTenant((tx) => getProposalDetail(tx, id, 'en')))!.approvals;

test.each([
  ['has left', { removed_at: new Date() }],
  ['may only read by now', { role: 'analyst' as const }],
])('the approval of somebody who %s counts no more: another person has to agree', async (_, now) => {
  const [first, second, third] = [await path.person(), await path.person(), await path.person()];
  const advice = await path.advise(await path.campaign(), budget(150));
  await path.approve(advice, first);
  expect(await approvals(advice.id)).toBe(1);
  await member(first, now);
  expect(await approvals(advice.id)).toBe(0);
  const one = await path.approve(await path.find(advice.id), second);
  expect(one).toMatchObject({ approvals: 1, proposal: { state: 'proposed' } });
  const two = await path.approve(await path.find(advice.id), third);
  expect(two).toMatchObject({ approvals: 2, proposal: { state: 'approved' } });
  expect(await path.claim(advice.id)).not.toBeNull();
});

test('a change is not made when one of the two who approved it may no longer decide', async () => {
  const [first, second] = [await path.person(), await path.person()];
  const own = await path.change(first, await path.campaign(), budget(150));
  await path.approve(own, second);
  await member(second, { role: 'auditor' });
  expect(await path.claim(own.id)).toBeNull();
  expect(await path.find(own.id)).toMatchObject({
    state: 'failed',
    applying_at: null,
    error: { code: 'not-approved', touched: 'Nothing was changed.' },
  });
});

test('a change that was claimed while they could decide is seen through', async () => {
  const [first, second] = [await path.person(), await path.person()];
  const own = await path.change(first, await path.campaign(), budget(150));
  await path.approve(own, second);
  await path.claim(own.id);
  await member(second, { removed_at: new Date() });
  expect(await path.claim(own.id)).toEqual({ claimedBefore: true });
});
