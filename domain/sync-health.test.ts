import { describe, expect, test } from '@jest/globals';
import { healthOfStream, type StreamState } from './sync-health.ts';

const now = new Date('2026-11-23T12:00:00Z');
const after = (minutes: number, state: StreamState = 'on_time', interval = 60) =>
  healthOfStream({ state, lastSuccessAt: new Date(now.getTime() - minutes * 60_000) }, interval, now);

describe('state of a stream (C5, E11)', () => {
  test('is on time for one interval and the time a sync takes, then late, then in error', () => {
    expect([0, 60, 66].map((minutes) => after(minutes))).toEqual(['on_time', 'on_time', 'on_time']);
    expect([67, 120, 122].map((minutes) => after(minutes))).toEqual(['late', 'late', 'late']);
    expect(after(123)).toBe('error');
  });

  test('goes by the connection’s own interval', () => {
    expect(after(123, 'on_time', 1440)).toBe('on_time');
    expect([after(17, 'on_time', 15), after(18, 'on_time', 15)]).toEqual(['on_time', 'late']);
  });

  test('stays what it is while it syncs, waits, has failed or was never read', () => {
    for (const state of ['pending', 'queued', 'syncing', 'error', 'action_required'] as const) {
      expect(after(10_000, state)).toBe(state);
    }
    expect(healthOfStream({ state: 'pending', lastSuccessAt: null }, 60, now)).toBe('pending');
  });
});
