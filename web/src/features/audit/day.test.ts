import { expect, test } from '@jest/globals';
import { startOfDay } from './day.ts';

test('a day begins at midnight of the workspace, also where the clocks change', () => {
  expect(startOfDay('2026-11-23', 'Europe/Paris')).toBe('2026-11-22T23:00:00.000Z');
  expect(startOfDay('2026-03-29', 'Europe/Paris')).toBe('2026-03-28T23:00:00.000Z');
  expect(startOfDay('2026-03-29', 'Europe/Paris', 1)).toBe('2026-03-29T22:00:00.000Z');
  expect(startOfDay('2026-07-01', 'Asia/Tokyo')).toBe('2026-06-30T15:00:00.000Z');
  expect(startOfDay('yesterday', 'UTC')).toBeNull();
});
