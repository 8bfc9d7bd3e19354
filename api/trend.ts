import type { Trend, TrendPeriod } from '../contracts/metrics.ts';
import type { DayRange } from '../db/repositories/campaign-metrics.ts';
import type { DayRow } from '../db/repositories/overview.ts';
import { addDays, monthEnd, monthStart, weekday } from '../domain/calendar.ts';
import { sumOf } from './metrics-view.ts';
import { totalsOf } from './totals.ts';

/** Days that are shown of each kind when nobody asks for dates; a year of months has at most 366. */
export const trendDays: Record<TrendPeriod, number> = { day: 28, week: 84, month: 366 };

/** The days of a span in parts of a kind, each summed first and then divided; a part without a row has zeros. */
export function trendOf(
  rows: DayRow[],
  span: DayRange,
  period: TrendPeriod,
  currency: string,
): Trend['points'] {
  const points: Trend['points'] = [];
  for (let from = span.since; from <= span.until; from = addDays(endOf(from, period), 1)) {
    const end = endOf(from, period);
    const to = end < span.until ? end : span.until;
    const days = rows.filter((row) => row.currency === currency && row.day >= from && row.day <= to);
    points.push({
      ...{ from, to, whole: startOf(from, period) === from && to === end },
      final: days.every((day) => day.is_final),
      ...totalsOf(sumOf(days), currency),
    });
  }
  return points;
}

function startOf(day: string, period: TrendPeriod): string {
  if (period === 'day') return day;
  return period === 'week' ? addDays(day, -weekday(day)) : monthStart(day);
}

function endOf(day: string, period: TrendPeriod): string {
  if (period === 'day') return day;
  return period === 'week' ? addDays(startOf(day, 'week'), 6) : monthEnd(day);
}
