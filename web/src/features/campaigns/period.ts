export const spans = [7, 14, 28, 90] as const;
const DAY_MS = 86_400_000;

export type Period = { days: number } | { from: string; to: string };

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The period in the address: two days, or a number of days up to yesterday; seven without one. */
export function readPeriod(search: URLSearchParams): Period {
  const [from, to] = [search.get('from'), search.get('to')];
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  const days = Number(search.get('days'));
  return { days: spans.find((span) => span === days) ?? 7 };
}

/** First and last day as `YYYY-MM-DD`. The last complete day is yesterday. */
export function daysOf(period: Period, now: number = Date.now()): { from: string; to: string } {
  if ('from' in period) return period;
  return { from: dayOf(now - period.days * DAY_MS), to: dayOf(now - DAY_MS) };
}
