import { describe, expect, test } from '@jest/globals';
import type { ProposalDetail } from '../../../../contracts/proposals.ts';
import type { TaskDetail } from '../../../../contracts/tasks.ts';
import { panesOf, rowsOf, timesOf } from './rows.ts';

const at = (clock: string) => `2026-11-23T${clock}Z`;
const now = Date.parse(at('12:00:00'));

const step = (name: string, from: string, to: string | null, state = 'completed', kind = 'step') => ({
  ...{ name, state, kind, startedAt: at(from), finishedAt: to && at(to), step: 1, attempt: 1 },
});
const task = (tries: ReturnType<typeof step>[][], over: Partial<TaskDetail> = {}) =>
  ({
    state: 'completed',
    createdAt: at('08:00:00'),
    finishedAt: at('08:10:10'),
    nextTryAt: null,
    executions: tries.map((steps, i) => ({ id: `try ${i + 1}`, try: i + 1, steps })),
    ...over,
  }) as unknown as TaskDetail;
const proposal = (over: Partial<ProposalDetail>) =>
  ({
    ...{ state: 'proposed', approvalsNeeded: 1, createdAt: at('08:10:10'), expiresAt: at('23:00:00') },
    ...{ decidedAt: null, appliedAt: null, readBack: null, outcomes: [] },
    ...over,
  }) as ProposalDetail;

const twoTries = task([
  [step('gather', '08:00:00', '08:00:05'), step('analyze', '08:00:05', '08:00:08', 'failed')],
  [step('gather', '08:10:00', '08:10:03'), step('analyze', '08:10:03', '08:10:10')],
]);

describe('rows of the task timeline (E3, C3)', () => {
  test('one row per step; a failed attempt, the wait for the next, then success', () => {
    const [gather, analyze] = rowsOf(twoTries, [], now);
    expect([gather!.name, gather!.bars.map((b) => b.look)]).toEqual(['gather', ['step', 'step']]);
    expect([analyze!.name, analyze!.bars.map((b) => b.look)]).toEqual([
      'analyze',
      ['failed', 'retry', 'step'],
    ]);
  });

  test('a proposal that waits is a wait up to now, and the axis ends with now', () => {
    const rows = rowsOf(twoTries, [proposal({})], now);
    expect(rows.at(-1)).toMatchObject({ kind: 'approval', bars: [{ end: now, look: 'hold' }] });
    expect(panesOf(twoTries, rows, now).map((p) => p.label?.kind ?? p.kind)).toEqual([
      ...['try', 'fold', 'try', 'fold', 'now'],
    ]);
  });

  test('an applied one shows the write, what was read back, and when the outcome is due', () => {
    const applied = proposal({
      ...{ state: 'read_back', decidedAt: at('10:00:00'), appliedAt: at('10:00:02'), readBack: {} },
      outcomes: [{ afterDays: 7, dueAt: '2026-12-01T08:00:00Z', state: 'due', inside: null, result: null }],
    });
    const rows = rowsOf(twoTries, [applied], now);
    expect(rows.slice(2).map((row) => [row.kind, row.bars[0]!.look])).toEqual([
      ['approval', 'hold'],
      ['apply', 'write'],
      ['read-back', 'step'],
      ['outcome', 'due'],
    ]);
    expect(panesOf(twoTries, rows, now).flatMap((p) => p.label?.kind ?? [])).toEqual([
      ...['try', 'try', 'apply', 'outcome'],
    ]);
  });

  test('a rejected one ends the wait and writes nothing', () => {
    const rows = rowsOf(twoTries, [proposal({ state: 'rejected', decidedAt: at('09:00:00') })], now);
    expect(rows.at(-1)).toMatchObject({ kind: 'approval', bars: [{ end: Date.parse(at('09:00:00')) }] });
  });

  test('a run that waits for its next try shows when it comes', () => {
    const waits = task([[step('gather', '08:00:00', '08:00:05', 'failed')]], {
      ...{ state: 'retrying', finishedAt: null, nextTryAt: at('12:05:00') },
    });
    const rows = rowsOf(waits, [], now);
    expect(rows[0]!.bars.map((b) => b.look)).toEqual(['failed', 'retry', 'due']);
    expect(panesOf(waits, rows, now).at(-1)!.label).toEqual({ kind: 'next-try' });
  });

  test('working and waiting add up to the time from creation to the end', () => {
    expect(timesOf(twoTries, now)).toEqual({ working: 18_000, waiting: 592_000 });
  });
});
