import type { Platform } from '../contracts/platforms.ts';
import type { DayRange } from '../db/repositories/campaign-metrics.ts';
import { lastWholeDay } from '../db/repositories/overview.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { addDays, daysBetween } from '../domain/calendar.ts';
import { ApiProblem } from './problem.ts';

const MOST_DAYS = 400;

/** Two spans of equal length; days are the ad accounts' local dates. */
export interface Spans {
  period: DayRange;
  before: DayRange;
}

/**
 * The span asked for and the equally long one before it; by default the days (28) up to yesterday, which is over in every
 * ad account it is about.
 */
export async function spansOf(
  tx: TenantTransaction,
  asked: { from?: string; to?: string },
  now: Date,
  { days = 28, ...about }: { days?: number; platform?: Platform; accountId?: string } = {},
): Promise<Spans> {
  const until = asked.to ?? (await lastWholeDay(tx, now, about));
  const since = asked.from ?? addDays(until, 1 - days);
  const length = daysBetween(since, until) + 1;
  if (length < 1 || length > MOST_DAYS) {
    throw new ApiProblem('invalid-request', `from must be a day up to ${MOST_DAYS} days before to.`);
  }
  return {
    period: { since, until },
    before: { since: addDays(since, -length), until: addDays(since, -1) },
  };
}

export const spanOf = ({ since, until }: DayRange) => ({ from: since, to: until });
