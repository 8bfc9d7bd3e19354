import { addDays } from '../../domain/calendar.ts';
import { unitsFromMicros } from '../../domain/money.ts';
import { mean } from '../../domain/statistics.ts';
import type { DayTotals } from './account-days.ts';

/** The last clear step of daily spend, with what the week after it brought more than the week before. Currency units. */
export interface BudgetChange {
  on: string;
  before: number;
  after: number;
  days: number;
  extraSpend: number;
  extraValue: number;
}

const WEEK = 7;
/** A step moves the week's mean by at least this share, while days of each week stay this close to their mean. */
const STEP = 0.12;
const STEADY = 0.15;

/** Whole weeks on both sides, so that weekdays cancel; null when no such step is seen. */
export function lastBudgetChange(days: readonly DayTotals[], settledTo: string): BudgetChange | null {
  const spend = new Map(days.map((d) => [d.day, unitsFromMicros(d.spendMicros)]));
  const value = new Map(days.map((d) => [d.day, unitsFromMicros(d.conversionValueMicros ?? 0n)]));
  const first = days[0]?.day;
  if (first === undefined) return null;
  for (let on = addDays(settledTo, 1 - WEEK); on >= addDays(first, WEEK); on = addDays(on, -1)) {
    const earlier = Array.from({ length: WEEK }, (_, i) => addDays(on, i - WEEK));
    const later = Array.from({ length: WEEK }, (_, i) => addDays(on, i));
    const a = earlier.map((d) => spend.get(d) ?? 0);
    const b = later.map((d) => spend.get(d) ?? 0);
    const [before, after] = [mean(a), mean(b)];
    if (before <= 0 || Math.abs(after / before - 1) < STEP || !steady(a, before) || !steady(b, after))
      continue;
    const sum = (dates: string[]) => dates.reduce((s, d) => s + (value.get(d) ?? 0), 0);
    return {
      on,
      before,
      after,
      days: WEEK,
      extraSpend: WEEK * (after - before),
      extraValue: sum(later) - sum(earlier),
    };
  }
  return null;
}

function steady(values: number[], centre: number): boolean {
  return values.every((v) => Math.abs(v / centre - 1) <= STEADY);
}
