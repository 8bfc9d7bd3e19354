import { expect, test } from '@jest/globals';
import type { Proposal } from '../../../../contracts/proposals.ts';
import { groupsOf } from './queue-groups.ts';

const one = (id: string, over: Partial<Proposal> = {}, gain = '0') =>
  ({
    id,
    expiresAt: '2026-11-30T08:00:00Z',
    decidedAt: null,
    nextCheckAt: null,
    effect: { afterCosts: { mean: gain } },
    ...over,
  }) as Proposal;
const ids = (groups: ReturnType<typeof groupsOf>) => groups.map((g) => [g.key, g.proposals.map((p) => p.id)]);

test('the most urgent waits first, then the largest gain; below, what was applied and has no outcome yet', () => {
  const waiting = [
    one('later', { expiresAt: '2026-12-01T08:00:00Z' }, '9'),
    one('small', {}, '1'),
    one('big', {}, '5'),
  ];
  const applied = [one('checked'), one('open', { nextCheckAt: '2026-12-05T00:00:00Z' })];
  expect(ids(groupsOf('waiting', waiting, applied, []))).toEqual([
    ['waiting', ['big', 'small', 'later']],
    ['unknown', ['open']],
  ]);
});

test('decided and applied are one list, newest decision first; one that expired counts from then', () => {
  const decided = [one('expired'), one('rejected', { decidedAt: '2026-11-30T09:00:00Z' })];
  const applied = [one('applied', { decidedAt: '2026-11-29T00:00:00Z' })];
  expect(ids(groupsOf('decided', [], applied, decided))).toEqual([
    ['decided', ['rejected', 'expired', 'applied']],
  ]);
  expect(groupsOf('decided', [], [], [])).toEqual([]);
});
