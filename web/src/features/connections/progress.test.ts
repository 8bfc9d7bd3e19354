import { describe, expect, test } from '@jest/globals';
import type { Connection } from '../../../../contracts/connections.ts';
import { shownState, stepsOf, syncShare } from './progress.ts';

const connection = (rest: object = {}) =>
  ({
    state: 'connected',
    health: 'on_time',
    accounts: [{ id: '1' }],
    lastSync: { trigger: 'first', state: 'completed' },
    ...rest,
  }) as unknown as Connection;
const words = (steps: object) => Object.values(steps).join(' ');

describe('C6: where connecting stands', () => {
  test('before consent the rights are chosen; on the way to the platform it is its turn', () => {
    expect(words(stepsOf(null))).toBe('now next next next');
    expect(words(stepsOf(null, true))).toBe('done now next next');
  });

  test('the accounts come first, then the first sync, then nothing is left', () => {
    const running = { trigger: 'first', state: 'running' };
    expect(words(stepsOf(connection({ accounts: [], lastSync: running })))).toBe('done done now next');
    expect(words(stepsOf(connection({ lastSync: running })))).toBe('done done done now');
    expect(words(stepsOf(connection()))).toBe('done done done done');
  });

  test('a later sync does not open the first one again; lost access asks the platform again', () => {
    expect(words(stepsOf(connection({ lastSync: { trigger: 'manual', state: 'running' } })))).toBe(
      'done done done done',
    );
    expect(words(stepsOf(connection({ state: 'reconnect' })))).toBe('done now next next');
  });
});

describe('C5: the state of a connection', () => {
  test('what needs a person wins over a sync that runs', () => {
    const lastSync = { trigger: 'manual', state: 'running' };
    expect(shownState(connection({ lastSync }))).toBe('syncing');
    expect(shownState(connection({ lastSync, health: 'error' }))).toBe('error');
    expect(shownState(connection({ state: 'reconnect' }))).toBe('action_required');
    expect(shownState(connection({ state: 'paused' }))).toBe('paused');
    expect(shownState(connection({ health: 'late' }))).toBe('late');
  });

  test('progress is counted over all parts, and unknown before there are any', () => {
    expect(
      syncShare([
        { done: 1, total: 1 },
        { done: 4, total: 9 },
      ]),
    ).toBe(0.5);
    expect(syncShare([{ done: 0, total: 0 }])).toBeNull();
  });
});
