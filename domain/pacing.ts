import { datesFrom, daysBetween, monthEnd, monthStart, weekday } from './calendar.ts';
import { normalQuantile } from './distributions.ts';
import { deviation, mean, type Interval } from './statistics.ts';

/** Spend of one whole local day, in currency units. */
export interface SpendDay {
  date: string;
  spend: number;
}

export interface Pacing {
  from: string;
  to: string;
  /** Spend of the month's whole days so far. */
  spent: number;
  /** Share of the month's time gone by, a weekday counting by what is usually spent on it. */
  shareOfTime: number;
  /** Share of the budget spent; null without a budget. */
  shareOfBudget: number | null;
  /** shareOfBudget / shareOfTime: 1 is on pace; null without a budget or on the first day of a month. */
  pace: number | null;
  /** Spend at the end of the month if the last two weeks go on; null with fewer than 14 days of history. */
  projected: Interval | null;
}

const RECENT = 14;
const HISTORY = 56;

/**
 * Pacing of the month that `today` lies in. `days` in order, every date once, up to yesterday (missing dates are days without
 * spend: give them as 0); `today` itself is not used. The projection's interval counts the scatter of days around their
 * weekday and the uncertainty of the level itself.
 */
export function paceMonth(days: readonly SpendDay[], today: string, budget: number | null): Pacing {
  const from = monthStart(today);
  const to = monthEnd(today);
  const past = days.filter((d) => d.date < today);
  const history = past.slice(-HISTORY);
  const weights = weekdayWeights(history);
  const weightOf = (dates: string[]) => dates.reduce((sum, d) => sum + weights[weekday(d)]!, 0);
  const monthDates = datesFrom(from, to);
  const ahead = monthDates.filter((d) => d >= today);
  const spent = past.filter((d) => d.date >= from).reduce((sum, d) => sum + d.spend, 0);
  const shareOfTime = 1 - weightOf(ahead) / weightOf(monthDates);
  const shareOfBudget = budget ? spent / budget : null;
  return {
    from,
    to,
    spent,
    shareOfTime,
    shareOfBudget,
    pace: shareOfBudget === null || daysBetween(from, today) === 0 ? null : shareOfBudget / shareOfTime,
    projected: past.length < RECENT ? null : project(history, weights, spent, ahead),
  };
}

/** Usual share of a weekday's spend against the mean day, drawn towards 1 as if four average weeks had been seen too. */
export function weekdayWeights(days: readonly SpendDay[]): number[] {
  const overall = days.length > 0 ? mean(days.map((d) => d.spend)) : 0;
  return Array.from({ length: 7 }, (_, w) => {
    const own = days.filter((d) => weekday(d.date) === w);
    if (overall === 0) return 1;
    return (own.reduce((sum, d) => sum + d.spend / overall, 0) + 4) / (own.length + 4);
  });
}

function project(history: readonly SpendDay[], weights: number[], spent: number, ahead: string[]): Interval {
  const levelled = history.slice(-RECENT).map((d) => d.spend / weights[weekday(d.date)]!);
  const level = mean(levelled);
  const scatter = deviation(levelled);
  const time = ahead.reduce((sum, d) => sum + weights[weekday(d)]!, 0);
  const square = ahead.reduce((sum, d) => sum + weights[weekday(d)]! ** 2, 0);
  const sd = scatter * Math.sqrt(square + (time * time) / levelled.length);
  const centre = spent + level * time;
  const reach = normalQuantile(0.9) * sd;
  return { mean: centre, p10: Math.max(spent, centre - reach), p90: centre + reach };
}
