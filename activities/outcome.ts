import { addDays } from '../domain/calendar.ts';

export interface OutcomeDay {
  campaignId: string;
  day: string;
  /** Claimed revenue in micros. */
  value: number;
}

export type Outcome =
  | { measured: true; effect: number; before: number; after: number; control: number; days: number }
  | { measured: false; reason: 'no-control' | 'days-missing' };

const DAYS_BEFORE = 28;

/**
 * What a change did to claimed revenue, in micros a week, by difference in differences: the campaign's daily mean after the
 * change less what it would have been had it moved like the account's unchanged campaigns. The day of the change counts
 * on neither side.
 */
export function measureOutcome(
  rows: readonly OutcomeDay[],
  campaignId: string,
  changedOn: string,
  afterDays: number,
  unchanged: ReadonlySet<string>,
): Outcome {
  const until = addDays(changedOn, afterDays);
  const since = addDays(changedOn, -DAYS_BEFORE);
  const before = (row: OutcomeDay) => row.day >= since && row.day < changedOn;
  const after = (row: OutcomeDay) => row.day > changedOn && row.day <= until;
  const own = rows.filter((row) => row.campaignId === campaignId);
  const others = rows.filter((row) => unchanged.has(row.campaignId));
  const days = new Set(rows.filter(after).map((row) => row.day)).size;
  const daysBefore = new Set(rows.filter(before).map((row) => row.day)).size;
  if (days < afterDays || daysBefore < 7) return { measured: false, reason: 'days-missing' };
  const perDay = (some: OutcomeDay[], n: number) => some.reduce((sum, row) => sum + row.value, 0) / n;
  const controlBefore = perDay(others.filter(before), daysBefore);
  const controlAfter = perDay(others.filter(after), days);
  if (controlBefore <= 0) return { measured: false, reason: 'no-control' };
  const control = controlAfter / controlBefore;
  const ownBefore = perDay(own.filter(before), daysBefore);
  const ownAfter = perDay(own.filter(after), days);
  return {
    measured: true,
    effect: Math.round(7 * (ownAfter - ownBefore * control)),
    before: Math.round(7 * ownBefore),
    after: Math.round(7 * ownAfter),
    control,
    days,
  };
}
