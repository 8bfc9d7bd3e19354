import { describe, expect, test } from '@jest/globals';
import { dayNumber, dayOfYear, dayText, localStamp, localTime, startOfDay, weekdayOf } from './days.ts';

describe('days', () => {
  test('dates and numbers are each other’s inverse; what is no date is refused', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayText(dayNumber('2028-02-29'))).toBe('2028-02-29');
    expect(dayOfYear(dayNumber('2026-02-01'))).toBe(31);
    for (const text of ['2026-02-29', '2026-13-01', '26-1-1', '', '2026-11-23T00:00']) {
      expect(() => dayNumber(text)).toThrow(RangeError);
    }
  });

  test('Monday is 0, also before 1970', () => {
    expect(weekdayOf(dayNumber('2026-11-23'))).toBe(0);
    expect(weekdayOf(dayNumber('2026-11-22'))).toBe(6);
    expect(weekdayOf(dayNumber('1969-12-29'))).toBe(0);
  });

  test('a local day begins at local midnight and has 23, 24 or 25 hours', () => {
    const hours = (date: string, zone: string) =>
      (startOfDay(dayNumber(date) + 1, zone) - startOfDay(dayNumber(date), zone)) / 3_600_000;
    expect(hours('2026-11-23', 'Europe/Paris')).toBe(24);
    expect(hours('2026-03-29', 'Europe/Paris')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Paris')).toBe(25);
    expect(hours('2026-11-01', 'America/Los_Angeles')).toBe(25);
    expect(new Date(startOfDay(dayNumber('2026-07-01'), 'Asia/Kolkata')).toISOString()).toBe(
      '2026-06-30T18:30:00.000Z',
    );
  });

  test('the same instant is another day elsewhere, and time of day never runs backwards', () => {
    const at = Date.parse('2026-11-23T23:30:00Z');
    expect(dayText(localTime(at, 'Europe/Paris').day)).toBe('2026-11-24');
    expect(dayText(localTime(at, 'America/New_York').day)).toBe('2026-11-23');
    let last = -1;
    for (let minute = 0; minute < 25 * 60; minute += 10) {
      const { day, share } = localTime(Date.parse('2026-10-24T22:00:00Z') + minute * 60_000, 'Europe/Paris');
      expect(dayText(day)).toBe('2026-10-25');
      expect(share).toBeGreaterThan(last);
      last = share;
    }
  });

  test('stamps are in the form Meta writes', () => {
    expect(localStamp(Date.parse('2026-11-23T08:40:00Z'), 'Europe/Paris')).toBe('2026-11-23T09:40:00+0100');
    expect(localStamp(Date.parse('2026-07-01T00:00:00Z'), 'America/New_York')).toBe(
      '2026-06-30T20:00:00-0400',
    );
    expect(localStamp(Date.parse('2026-07-01T00:00:00Z'), 'Asia/Kolkata')).toBe('2026-07-01T05:30:00+0530');
  });
});
