/**
 * Calendar dates as `YYYY-MM-DD` text: the local date of an ad account, with no time and no zone in it.
 * The text sorts in time order, so dates compare with `<`.
 */
const DAY_MS = 86_400_000;

/** Dates seen before: the same few hundred are asked for thousands of times. */
const known = new Map<string, number>();
const KNOWN_AT_MOST = 5000;

/** Days since 1970-01-01. Throws RangeError when the text is no date of the calendar. */
export function dayNumber(date: string): number {
  let day = known.get(date);
  if (day === undefined) {
    day = readDate(date);
    if (known.size >= KNOWN_AT_MOST) known.clear();
    known.set(date, day);
  }
  return day;
}

function readDate(date: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    if (month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)) {
      // Days before a year whose first month is March, so that the leap day comes last (Hinnant, days_from_civil).
      const y = month > 2 ? year : year - 1;
      const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
      return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
    }
  }
  throw new RangeError(`not a calendar date: ${JSON.stringify(date.slice(0, 20))}`);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The date that lies this many days after 1970-01-01. */
export function dateOfDayNumber(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** Every date from `from` to `to`, both included; empty when `to` is earlier. */
export function datesFrom(from: string, to: string): string[] {
  const first = dayNumber(from);
  return Array.from({ length: Math.max(0, dayNumber(to) - first + 1) }, (_, i) => dateOfDayNumber(first + i));
}

/** 0 = Monday … 6 = Sunday. */
export function weekday(date: string): number {
  return (((dayNumber(date) + 3) % 7) + 7) % 7;
}

export function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** Last date of the month that `date` lies in. */
export function monthEnd(date: string): string {
  const [year, month] = date.split('-').map(Number);
  return dateOfDayNumber(Date.UTC(year!, month, 0) / DAY_MS);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local date of an instant in an IANA zone such as `Europe/Paris`. Throws RangeError for an unknown zone. */
export function localDate(instant: Date, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map((p) => [p.type, p.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
