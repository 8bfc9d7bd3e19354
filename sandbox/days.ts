/** A calendar day without a zone, counted from 1970-01-01. Whole numbers make day arithmetic plain. */
export type Day = number;

const DAY_MS = 86_400_000;

/** '2026-11-23' → 20780. Throws RangeError when the text is no real date. */
export function dayNumber(text: string): Day {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(at) || dayText(at / DAY_MS) !== text) {
    throw new RangeError(`not a date (YYYY-MM-DD): ${JSON.stringify(text.slice(0, 20))}`);
  }
  return at / DAY_MS;
}

/** 20780 → '2026-11-23'. */
export function dayText(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Days since 1 January of the same year, 0–365. */
export function dayOfYear(day: Day): number {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  return day - Date.UTC(year, 0, 1) / DAY_MS;
}

/** Where an instant lies in a zone: the local day, and the share of that day (23, 24 or 25 hours) gone by, 0 ≤ share < 1. */
export function localTime(instant: number, zone: string): { day: Day; share: number } {
  const day = Math.floor((instant + zoneOffset(instant, zone)) / DAY_MS);
  const start = startOfDay(day, zone);
  const share = (instant - start) / (startOfDay(day + 1, zone) - start);
  return { day, share: Math.min(Math.max(share, 0), 1 - 1e-9) };
}

/** The instant at which a local day begins. */
export function startOfDay(day: Day, zone: string): number {
  const utcMidnight = day * DAY_MS;
  const guess = utcMidnight - zoneOffset(utcMidnight, zone);
  return utcMidnight - zoneOffset(guess, zone);
}

/** Milliseconds that a zone's clock is ahead of UTC at an instant. Throws RangeError for an unknown zone. */
export function zoneOffset(instant: number, zone: string): number {
  const part = Object.fromEntries(
    formatter(zone)
      .formatToParts(instant)
      .map((p) => [p.type, Number(p.value)]),
  );
  const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return wall - Math.floor(instant / 1000) * 1000;
}

/** '2026-11-23T09:40:00+0100', the form Meta gives times in. */
export function localStamp(instant: number, zone: string): string {
  const offset = zoneOffset(instant, zone);
  const minutes = Math.abs(offset) / 60_000;
  const two = (n: number) => String(n).padStart(2, '0');
  const wall = new Date(instant + offset).toISOString().slice(0, 19);
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let known = formatters.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, known);
  }
  return known;
}
