import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  datesFrom,
  dayNumber,
  daysBetween,
  localDate,
  monthEnd,
  monthStart,
  weekday,
} from './calendar.ts';

const day = fc.integer({ min: -20_000, max: 40_000 }).map((n) => addDays('1970-01-01', n));

describe('business dates are local dates of the ad account (spec E12)', () => {
  it('knows month ends and leap years', () => {
    expect(monthEnd('2026-11-23')).toBe('2026-11-30');
    expect(monthEnd('2028-02-01')).toBe('2028-02-29');
    expect(monthEnd('2026-12-31')).toBe('2026-12-31');
    expect(monthStart('2026-11-23')).toBe('2026-11-01');
  });

  it('counts weekdays from Monday', () => {
    expect(weekday('2026-11-23')).toBe(0);
    expect(weekday('2026-11-29')).toBe(6);
    expect(weekday('1969-12-28')).toBe(6);
  });

  it('adds and subtracts days without a zone', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -3000, max: 3000 }), (d, n) => daysBetween(d, addDays(d, n)) === n),
    );
    expect(datesFrom('2026-02-27', '2026-03-02')).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ]);
    expect(datesFrom('2026-03-02', '2026-03-01')).toEqual([]);
  });

  it('counts days as the platform’s own calendar does', () => {
    fc.assert(fc.property(day, (d) => dayNumber(d) === Date.parse(`${d}T00:00:00Z`) / 86_400_000));
  });

  it('takes the date of an instant where the account is', () => {
    const instant = new Date('2026-10-31T23:30:00Z');
    expect(localDate(instant, 'Europe/Paris')).toBe('2026-11-01');
    expect(localDate(instant, 'America/Los_Angeles')).toBe('2026-10-31');
    expect(localDate(new Date('2026-10-25T22:59:59Z'), 'Europe/Paris')).toBe('2026-10-25');
    expect(() => localDate(instant, 'Europe/Nowhere')).toThrow(RangeError);
  });

  it('refuses what is no date', () => {
    for (const bad of [
      '2026-02-30',
      '2100-02-29',
      '2026-04-31',
      '2026-00-10',
      '2026-1-1',
      '',
      '2026-13-01',
      '20261-01-01',
    ])
      expect(() => dayNumber(bad)).toThrow(RangeError);
  });
});
