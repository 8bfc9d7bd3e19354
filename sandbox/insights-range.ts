import { dayNumber, dayText, weekdayOf, type Day } from './days.ts';
import { GraphError, invalidParameter } from './errors.ts';
import { readJson } from './fields.ts';

/** First and last day, both included. */
export type Range = readonly [Day, Day];

/** The days asked for: time_range, or date_preset, or the last 30 days. `today` is the account's. Throws (#100), (#3018). */
export function readRange(params: Record<string, string>, today: Day): Range {
  const range =
    params.time_range === undefined
      ? preset(params.date_preset ?? 'last_30d', today)
      : explicit(params.time_range);
  if (range[0] > range[1])
    throw invalidParameter('(#100) Param time_range: since must not be after until', { subcode: 1487534 });
  if (range[0] < today - 37 * 31) {
    throw new GraphError(
      3018,
      '(#3018) The start date of the time range cannot be beyond 37 months from the current date',
    );
  }
  return range;
}

/** The range cut into rows: time_increment=1 is a row a day, n a row per n days, none or all_days one row. */
export function buckets([since, until]: Range, increment: string | undefined): Range[] {
  if (increment === undefined || increment === 'all_days') return [[since, until]];
  const size = Number(increment);
  if (!Number.isInteger(size) || size < 1 || size > 90) {
    throw invalidParameter('(#100) Param time_increment must be a number from 1 to 90, or all_days');
  }
  const count = Math.ceil((until - since + 1) / size);
  return Array.from({ length: count }, (_, i) => [
    since + i * size,
    Math.min(until, since + (i + 1) * size - 1),
  ]);
}

function explicit(text: string): Range {
  const range = readJson('time_range', text) as { since?: unknown; until?: unknown } | null;
  if (typeof range?.since !== 'string' || typeof range.until !== 'string') {
    throw invalidParameter('(#100) Param time_range must hold since and until');
  }
  return [readDay('since', range.since), readDay('until', range.until)];
}

function readDay(name: string, text: string): Day {
  try {
    return dayNumber(text);
  } catch {
    throw invalidParameter(`(#100) Param time_range[${name}] must be a date such as 2026-11-23`);
  }
}

function preset(name: string, today: Day): Range {
  const monthStart = (day: Day) => dayNumber(`${dayText(day).slice(0, 7)}-01`);
  const days = /^last_(3|7|14|28|30|90)d$/.exec(name);
  if (days) return [today - Number(days[1]), today - 1];
  switch (name) {
    case 'today':
      return [today, today];
    case 'yesterday':
      return [today - 1, today - 1];
    case 'this_week_mon_today':
      return [today - weekdayOf(today), today];
    case 'this_month':
      return [monthStart(today), today];
    case 'last_month':
      return [monthStart(monthStart(today) - 1), monthStart(today) - 1];
    case 'maximum':
      return [today - 36 * 30, today];
    default:
      throw invalidParameter(`(#100) Param date_preset: ${name.slice(0, 40)} is not one the sandbox knows`);
  }
}
