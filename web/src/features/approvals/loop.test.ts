import { expect, test } from '@jest/globals';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import { loopOf } from './loop.ts';

const proposal = (rest: Partial<ProposalDetail>) =>
  ({
    createdAt: '2026-11-23T08:00:00Z',
    decidedAt: null,
    appliedAt: null,
    nextCheckAt: null,
    outcomes: [],
    ...rest,
  }) as unknown as ProposalDetail;
const states = (p: ProposalDetail) => loopOf(p).map((s) => s.state);

test('a proposal that waits stands at approval', () => {
  expect(states(proposal({ state: 'proposed' }))).toEqual(['done', 'now', 'next', 'next', 'next', 'next']);
});

test('a rejected one stopped there, a failed one stopped at applying, and nothing follows', () => {
  expect(states(proposal({ state: 'rejected' }))).toEqual(['done', 'stopped']);
  expect(states(proposal({ state: 'failed' }))).toEqual(['done', 'done', 'stopped']);
});

test('an outcome that could not be measured is no check that was done', () => {
  const outcomes: ProposalDetail['outcomes'] = [
    { afterDays: 7, dueAt: '2026-11-30T08:00:00Z', state: 'refused', inside: null, result: {} },
    { afterDays: 28, dueAt: '2026-12-21T08:00:00Z', state: 'due', inside: null, result: null },
  ];
  expect(states(proposal({ state: 'read_back', outcomes })).slice(4)).toEqual(['stopped', 'now']);
});

test('one that was set back stops before its outcome', () => {
  const setBack = { id: '1', at: '2026-11-24T08:00:00Z', by: null };
  const stop = loopOf(proposal({ state: 'read_back', setBack }))[4];
  expect(stop).toEqual({ station: 'checked', state: 'stopped', at: setBack.at });
});

test('after read-back the outcome checks move it on', () => {
  const outcomes: ProposalDetail['outcomes'] = [
    { afterDays: 28, dueAt: '2026-12-21T08:00:00Z', state: 'due', inside: null, result: null },
    { afterDays: 7, dueAt: '2026-11-30T08:00:00Z', state: 'done', inside: true, result: {} },
  ];
  expect(states(proposal({ state: 'read_back', outcomes }))).toEqual([
    'done',
    'done',
    'done',
    'done',
    'done',
    'now',
  ]);
});
