import type { DayRange } from '../db/repositories/campaign-metrics.ts';
import { ApiProblem } from './problem.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;

/** The day `days` after `day`. */
export const addDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The span asked for, by default 28 days up to yesterday, and the equally long one before it. */
export function periodOf(
  asked: { from?: string; to?: string },
  now: Date,
  days = 28,
): { period: DayRange; before: DayRange } {
  const until = asked.to ?? new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10);
  const since = asked.from ?? addDays(until, 1 - days);
  const length = Math.round((Date.parse(until) - Date.parse(since)) / DAY_MS) + 1;
  if (!(length >= 1 && length <= MOST_DAYS)) {
    throw new ApiProblem('invalid-request', `from must be a day up to ${MOST_DAYS} days before to.`);
  }
  return {
    period: { since, until },
    before: { since: addDays(since, -length), until: addDays(since, -1) },
  };
}

export const spanOf = ({ since, until }: DayRange) => ({ from: since, to: until });
