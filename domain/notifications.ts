/** Ways by which a person is told. */
export const channels = ['console', 'email'] as const;
export type Channel = (typeof channels)[number];
export type Ways = Readonly<Record<Channel, boolean>>;

interface Kind extends Ways {
  /** How the console groups it. */
  group: 'changes' | 'work' | 'workspace' | 'account';
  /** Who does not have it is not told. */
  right?: 'change' | 'run' | 'manage' | 'plan' | 'members';
  /** Told at once, quiet hours or not, by both ways, whatever was chosen: it may not have been the person. */
  urgent?: true;
  /** A mail of its own tells of it at once (domain/emails.ts). */
  ownMail?: true;
}

/** What people are told of, with what holds until they choose. */
export const notificationKinds = {
  'change-waits': { group: 'changes', right: 'change', console: true, email: true },
  'change-applied': { group: 'changes', right: 'change', console: true, email: false },
  'change-failed': { group: 'changes', right: 'change', console: true, email: true },
  'change-conflict': { group: 'changes', right: 'change', console: true, email: true },
  'task-dead-letter': { group: 'work', right: 'run', console: true, email: true },
  'connection-reconnect': { group: 'work', right: 'manage', console: true, email: true },
  'sync-failing': { group: 'work', right: 'manage', console: true, email: false },
  'plan-limit': { group: 'workspace', right: 'plan', console: true, email: false },
  'plan-ending': { group: 'workspace', right: 'plan', console: true, email: true },
  'plan-ended': { group: 'workspace', right: 'plan', console: true, email: true },
  'member-joined': { group: 'workspace', right: 'members', console: true, email: false },
  'new-sign-in': { group: 'account', console: true, email: true, urgent: true },
  'password-changed': { group: 'account', console: true, email: true, urgent: true, ownMail: true },
  'second-factor-changed': { group: 'account', console: true, email: true, urgent: true, ownMail: true },
  'api-key-created': { group: 'account', console: true, email: true, urgent: true },
} as const satisfies Record<string, Kind>;
export type NotificationKind = keyof typeof notificationKinds;
export const kindNames = Object.keys(notificationKinds) as NotificationKind[];

/** What a text names. `variant` chooses among the texts of a kind. Never a secret. */
export type NotificationWords = Readonly<Record<string, string>>;
export type NotificationChoices = Readonly<Partial<Record<NotificationKind, Ways>>>;

/** From–until, in minutes of the day in a time zone; from later than until goes over midnight. */
export interface QuietHours {
  from: number;
  until: number;
  timeZone: string;
}

/** The kinds that somebody with these rights may be told of. */
export const kindsFor = (rights: readonly string[]) =>
  kindNames.filter((kind) => {
    const { right } = notificationKinds[kind] as Kind;
    return !right || rights.includes(right);
  });

export const isUrgent = (kind: NotificationKind) => (notificationKinds[kind] as Kind).urgent ?? false;

/** By which ways a person is told of this. */
export function waysOf(kind: NotificationKind, choices: NotificationChoices): Ways {
  const { console, email, urgent } = notificationKinds[kind] as Kind;
  return (!urgent && choices[kind]) || { console, email };
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** What happens within this time goes into one mail. */
export const GATHER_MS = 2 * MINUTE_MS;
/** Between two mails that are not urgent. */
export const BETWEEN_MAILS_MS = 15 * MINUTE_MS;

/** When the e-mail of something that happens now may go; null: none is sent. */
export function mailDue(
  kind: NotificationKind,
  choices: NotificationChoices,
  quiet: QuietHours | null,
  now: Date,
): Date | null {
  if (!waysOf(kind, choices).email || (notificationKinds[kind] as Kind).ownMail) return null;
  if (isUrgent(kind)) return now;
  const soon = new Date(now.getTime() + GATHER_MS);
  return quiet ? afterQuiet(quiet, soon) : soon;
}

/** The instant itself outside the quiet hours, else their end. An hour that the clocks skip ends with the skip. */
export function afterQuiet({ from, until, timeZone }: QuietHours, at: Date): Date {
  const minute = minuteOf(at, timeZone);
  const inside = from <= until ? minute >= from && minute < until : minute >= from || minute < until;
  if (!inside) return at;
  const whole = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  const end = new Date(whole + ((until - minute + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS);
  // Where the clocks change in between, the end is off by their step.
  const off = ((until - minuteOf(end, timeZone) + 1.5 * DAY_MINUTES) % DAY_MINUTES) - DAY_MINUTES / 2;
  return new Date(end.getTime() + off * MINUTE_MS);
}

function minuteOf(at: Date, timeZone: string): number {
  const [hour, minute] = new Intl.DateTimeFormat('en-GB', {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: known(timeZone) },
  })
    .format(at)
    .split(':');
  return Number(hour) * 60 + Number(minute);
}

/** A zone that this machine does not know is taken as UTC: being told at another hour is better than not at all. */
function known(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
