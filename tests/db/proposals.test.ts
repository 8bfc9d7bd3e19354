import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decide } from '../../db/repositories/decisions.ts';
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
