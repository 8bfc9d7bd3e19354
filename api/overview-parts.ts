import { catalogue } from '../agents/catalogue.ts';
import type { Overview } from '../contracts/overview.ts';
import type { ChangeRow, openTasks, TaskDay } from '../db/repositories/overview.ts';
import { addDays } from '../domain/calendar.ts';

/** Agents of the workspace with what each does now. */
export function agentStates(
  instances: { agent_key: string }[],
  open: Awaited<ReturnType<typeof openTasks>>,
): Overview['agents'] {
  return instances.map(({ agent_key: key }) => {
    const task = open.find((one) => one.agent_key === key && one.state !== 'pending');
    const waiting = open.find((one) => one.agent_key === key);
    const shown = task ?? waiting;
    return {
      key,
      name: catalogue.find((entry) => entry.key === key)?.name ?? key,
      state:
        shown === undefined
          ? 'idle'
          : shown.state === 'pending'
            ? 'waiting'
            : shown.state === 'retrying'
              ? 'retrying'
              : 'running',
      capability: shown?.capability ?? null,
      taskId: shown?.id ?? null,
    };
  });
}

/**
 * Change of claimed revenue of each campaign, split at the average of both periods: what more or less spend did, and what
 * each unit earning more or less did. The two add up exactly.
 */
export function changesOf(rows: ChangeRow[], currency: string, most = 6): Overview['changes'] {
  return rows
    .filter((row) => row.currency === currency)
    .map((row) => {
      const [value, valueBefore] = [row.value ?? 0n, row.value_before ?? 0n];
      const change = value - valueBefore;
      const rate = row.spend === 0n ? null : Number(value) / Number(row.spend);
      const rateBefore = row.spend_before === 0n ? null : Number(valueBefore) / Number(row.spend_before);
      const spendEffect =
        rate === null || rateBefore === null
          ? change
          : BigInt(Math.round((Number(row.spend - row.spend_before) * (rate + rateBefore)) / 2));
      return { row, change, spendEffect };
    })
    .filter(({ change }) => change !== 0n)
    .sort((a, b) => Number(abs(b.change) - abs(a.change)))
    .slice(0, most)
    .map(({ row, change, spendEffect }) => ({
      campaignId: `${row.platform}:${row.id}`,
      name: row.name,
      platform: row.platform,
      currency,
      changeMicros: String(change),
      spendEffectMicros: String(spendEffect),
      rateEffectMicros: String(change - spendEffect),
    }));
}

const abs = (value: bigint) => (value < 0n ? -value : value);

/** `count` days from `first` on; a day without an ended task has zeros. */
export const eachDay = (days: TaskDay[], first: string, count: number): TaskDay[] =>
  Array.from({ length: count }, (_, index) => {
    const day = addDays(first, index);
    return (
      days.find((one) => one.day === day) ?? { day, completed: 0, canceled: 0, failed: 0, deadLetter: 0 }
    );
  });

/** Completed tasks and their share of all that ended but were not canceled. */
export function success(days: TaskDay[]): { completed: number; rate: number | null } {
  const completed = days.reduce((sum, day) => sum + day.completed, 0);
  const ended = completed + days.reduce((sum, day) => sum + day.failed + day.deadLetter, 0);
  return { completed, rate: ended === 0 ? null : completed / ended };
}
