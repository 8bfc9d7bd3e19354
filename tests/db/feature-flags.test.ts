import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { setFeature } from '../../db/repositories/feature-flags.ts';
import { budget, startChangePath, type ChangePath } from './change-path.ts';

/** The switch that stops every agent of a workspace from acting alone, whatever each one's autonomy says. */
let path: ChangePath;
let campaign: string;
beforeAll(async () => {
  path = await startChangePath();
  await path.inTenant((tx) =>
    tx
      .updateTable('connections')
      .set({ scopes: ['ads_read', 'ads_management'] })
      .execute(),
  );
});
beforeEach(async () => {
  campaign = await path.campaign();
});
afterAll(() => path.close());

const actAlone = (enabled: boolean) =>
  path.inTenant((tx) => setFeature(tx, 'act-alone', enabled, path.now()));
const advise = () => path.advise(campaign, budget(101), { autonomy: 'act' });

test('while it is on, an agent that may act does', async () => {
  const advice = await advise();
  expect(advice).toMatchObject({ state: 'approved', approvals_needed: 0 });
  expect(await path.claim(advice.id)).toEqual({ claimedBefore: false });
});

test('while it is off, such an agent asks, and a person decides', async () => {
  await actAlone(false);
  expect(await advise()).toMatchObject({ state: 'proposed', approvals_needed: 1 });
  await actAlone(true);
});

test('what an agent’s policy had approved is not applied once it is off', async () => {
  const advice = await advise();
  expect(advice.state).toBe('approved');
  await actAlone(false);
  expect(await path.claim(advice.id)).toBeNull();
  expect(await path.find(advice.id)).toMatchObject({ state: 'failed', error: { code: 'not-approved' } });
  await actAlone(true);
});

test('every turn of it is on record', async () => {
  await actAlone(false);
  await actAlone(true);
  const { rows } = await path.superuser.query<{ new: { enabled: boolean }; actor: string }>(
    `select new, actor from aegis.audit_log where table_name = 'feature_flags' and row_key = 'act-alone' order by id desc limit 2`,
  );
  expect(rows.map((row) => [row.new.enabled, row.actor])).toEqual([
    [true, 'test'],
    [false, 'test'],
  ]);
});
