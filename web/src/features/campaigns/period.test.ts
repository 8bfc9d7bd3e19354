import { expect, test } from '@jest/globals';
import { daysOf, readPeriod } from './period.ts';

const read = (address: string) => readPeriod(new URLSearchParams(address));

test('C7: the period stands in the address, seven days without one', () => {
  expect(read('')).toEqual({ days: 7 });
  expect(read('days=28')).toEqual({ days: 28 });
  expect(read('from=2026-11-01&to=2026-11-15')).toEqual({ from: '2026-11-01', to: '2026-11-15' });
});

test('an address that names no period is read as seven days', () => {
  for (const address of ['days=5', 'days=x', 'from=2026-11-15&to=2026-11-01', 'from=2026-11-15'])
    expect(read(address)).toEqual({ days: 7 });
});

test('a number of days ends with the last complete day', () => {
  const now = Date.parse('2026-11-23T09:00:00Z');
  expect(daysOf({ days: 7 }, now)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
});
