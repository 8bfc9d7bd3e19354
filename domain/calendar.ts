/**
 * Calendar dates as `YYYY-MM-DD` text: the local date of an ad account, with no time and no zone in it.
 * The text sorts in time order, so dates compare with `<`.
 */
const DAY_MS = 86_400_000;

/** Days since 1970-01-01. Throws RangeError when the text is no date of the calendar. */
export function dayNumber(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || dateOfDayNumber(ms / DAY_MS) !== date)
    throw new RangeError(`not a calendar date: ${JSON.stringify(date.slice(0, 20))}`);
  return ms / DAY_MS;
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
