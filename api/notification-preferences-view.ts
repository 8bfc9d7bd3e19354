import type { NotificationPreferences } from '../contracts/notifications.ts';
import { quietOf, type findPreferences } from '../db/repositories/notifications.ts';
import { isUrgent, kindsFor, notificationKinds, waysOf } from '../domain/notifications.ts';

const two = (value: number) => String(value).padStart(2, '0');
const timeOf = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** Minutes of the day of `22:30`. */
export function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Every kind that may reach somebody with these rights, with its ways, chosen or not; and the quiet hours. */
export function viewPreferences(
  row: Awaited<ReturnType<typeof findPreferences>>,
  rights: readonly string[],
): NotificationPreferences {
  const quiet = quietOf(row);
  return {
    choices: kindsFor(rights).map((kind) => ({
      ...{ kind, group: notificationKinds[kind].group, urgent: isUrgent(kind) },
      ...waysOf(kind, row.choices),
    })),
    quietHours: quiet && { from: timeOf(quiet.from), until: timeOf(quiet.until), timeZone: quiet.timeZone },
  };
}
