import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, datesFrom, weekday } from './calendar.ts';
import { paceMonth } from './pacing.ts';
import { randomFor } from './random.ts';

const flat = (from: string, to: string, spend: number) =>
  datesFrom(from, to).map((date) => ({ date, spend }));

describe('pacing against budget (A3)', () => {
  it('is on pace when an even spend meets an even budget', () => {
    const pacing = paceMonth(flat('2026-09-01', '2026-11-20', 100), '2026-11-21', 3000);
    expect(pacing).toMatchObject({ from: '2026-11-01', to: '2026-11-30', spent: 2000 });
    expect(pacing.shareOfTime).toBeCloseTo(2 / 3, 12);
    expect(pacing.pace).toBeCloseTo(1, 12);
    expect(pacing.projected).toEqual({ mean: 3000, p10: 3000, p90: 3000 });
  });

  it('weighs the days that are left by what is usually spent on them', () => {
    const days = datesFrom('2026-09-21', '2026-11-27').map((date) => ({
      date,
      spend: weekday(date) >= 5 ? 200 : 100,
    }));
    // Saturday 28 and Sunday 29 are dear days: more than 3 of 30 days' time is left.
    const pacing = paceMonth(days, '2026-11-28', null);
    expect(pacing.shareOfTime).toBeLessThan(27 / 30);
    expect(pacing).toMatchObject({ shareOfBudget: null, pace: null });
    expect(pacing.projected!.mean).toBeGreaterThan(pacing.spent + 3 * 110);
  });

  it('never uses today, which is not over', () => {
    const days = flat('2026-10-01', '2026-11-20', 100);
    const withToday = [...days, { date: '2026-11-21', spend: 5 }];
    expect(paceMonth(withToday, '2026-11-21', 3000)).toEqual(paceMonth(days, '2026-11-21', 3000));
  });

  it('holds the month’s end inside its 80 % interval about as often as it says', () => {
    let inside = 0;
    for (let n = 0; n < 300; n++) {
      const random = randomFor('pacing.test', n);
      const all = datesFrom('2026-09-01', '2026-11-30').map((date) => ({
        date,
        spend: 100 + 20 * random.normal(),
      }));
      const end = all.filter((d) => d.date >= '2026-11-01').reduce((sum, d) => sum + d.spend, 0);
      const { projected } = paceMonth(all, '2026-11-16', null);
      if (end >= projected!.p10 && end <= projected!.p90) inside++;
    }
    expect(inside / 300).toBeGreaterThan(0.74);
    expect(inside / 300).toBeLessThan(0.86);
  });

  it('projects nothing from less than two weeks, and has no pace on the first of a month', () => {
    expect(paceMonth(flat('2026-11-10', '2026-11-20', 100), '2026-11-21', 3000).projected).toBeNull();
    expect(paceMonth([], '2026-11-21', 3000)).toMatchObject({ spent: 0, projected: null, pace: 0 });
    expect(paceMonth(flat('2026-10-01', '2026-10-31', 100), '2026-11-01', 3000).pace).toBeNull();
  });

  it('keeps the interval around its mean and above what is spent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 14, maxLength: 80 }), (spends) => {
        const days = spends.map((spend, i) => ({ date: addDays('2026-11-21', i - spends.length), spend }));
        const { projected, spent } = paceMonth(days, '2026-11-21', 1000);
        expect(projected!.p10).toBeGreaterThanOrEqual(spent);
        expect(projected!.p10).toBeLessThanOrEqual(projected!.mean + 1e-9);
        expect(projected!.p90).toBeGreaterThanOrEqual(projected!.mean);
      }),
    );
  });
});
