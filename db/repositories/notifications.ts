import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { Right } from '../../contracts/session.ts';
import {
  mailDue,
  waysOf,
  type NotificationKind,
  type NotificationWords,
  type QuietHours,
} from '../../domain/notifications.ts';
import { notify } from '../notify.ts';
import type { NotificationPreferencesTable } from '../schema/notification-preferences.ts';
import type { NotificationsTable } from '../schema/notifications.ts';
import type { TenantTransaction } from '../tenant.ts';

export type Notification = Selectable<NotificationsTable>;

/** How long a notification is kept. */
const KEPT_MS = 90 * 86_400_000;
/** So many old ones go with each new one at most: nobody waits long for it. */
const MOST_REMOVED = 200;

export interface News {
  kind: NotificationKind;
  /** Id of what it is about. */
  subject: string;
  words?: NotificationWords;
}

/**
 * Who is told: everybody with a right (`but` one of them), or these people; never whose act it is, unless it is about their
 * own account or, `everybody`, nobody's act.
 */
export type Audience =
  | { right: Right; but?: string | null; everybody?: true }
  | { people: readonly string[] }
  | { account: string };

/** Tells people what has happened, in the transaction in which it happens, each by the ways they have chosen. */
export async function tell(
  tx: TenantTransaction,
  { kind, subject, words = {} }: News,
  audience: Audience,
  now: Date = new Date(),
): Promise<void> {
  const rows = (await listening(tx, audience)).flatMap((person) => {
    const choices = person.choices ?? {};
    const in_console = waysOf(kind, choices).console;
    const mail_due = mailDue(kind, choices, quietOf(person), now);
    if (!in_console && !mail_due) return [];
    const id = randomUUID();
    return [{ id, kind, subject, in_console, mail_due, user_id: person.user_id, created_at: now }];
  });
  if (rows.length === 0) return;
  const mails = rows.flatMap(({ id, mail_due: due_at }) =>
    due_at ? [{ kind: 'notification' as const, id, due_at }] : [],
  );
  await Promise.all([
    tx
      .insertInto('notifications')
      .values(rows.map((row) => ({ ...row, words: JSON.stringify(words) })))
      .execute(),
    mails.length > 0 && tx.insertInto('due_work').values(mails).execute(),
    ...rows.filter((row) => row.in_console).map((row) => told(tx, row.user_id)),
    removeOld(tx, now),
  ]);
}

async function listening(tx: TenantTransaction, audience: Audience) {
  const { right, but, everybody, people, account } = {
    ...{ right: null, but: null, everybody: false, people: null, account: null },
    ...audience,
  };
  const named = account ? [account] : people;
  if (named?.length === 0) return [];
  return tx
    .selectFrom('memberships as m')
    .leftJoin('notification_preferences as p', (join) =>
      join.onRef('p.tenant_id', '=', 'm.tenant_id').onRef('p.user_id', '=', 'm.user_id'),
    )
    .select(['m.user_id', 'p.choices', 'p.quiet_from', 'p.quiet_until', 'p.time_zone'])
    .where('m.removed_at', 'is', null)
    .$if(named !== null, (query) => query.where('m.user_id', 'in', named!))
    .$if(right !== null, (query) =>
      query.where(
        sql<boolean>`exists (select from aegis.role_rights r where r.role = m.role and r."right" = ${right})`,
      ),
    )
    .$if(but !== null, (query) => query.where('m.user_id', '<>', but!))
    .$if(!account && !everybody, (query) =>
      query.where(sql<boolean>`'user:' || m.user_id is distinct from current_setting('app.actor', true)`),
    )
    .orderBy('m.user_id')
    .execute();
}

const told = (tx: TenantTransaction, userId: string) =>
  notify(tx, 'notification', userId, { person: userId });

/** Old ones that another transaction is removing are left to it. */
async function removeOld(tx: TenantTransaction, now: Date): Promise<void> {
  await sql`delete from aegis.notifications where (tenant_id, id) in (select tenant_id, id from aegis.notifications
    where created_at < ${new Date(now.getTime() - KEPT_MS)} limit ${MOST_REMOVED} for update skip locked)`.execute(
    tx,
  );
}

/** What nobody needs to be told any more: it counts as read, and no e-mail goes out for it. */
export async function settleNews(
  tx: TenantTransaction,
  kind: NotificationKind,
  subject: string,
  now: Date = new Date(),
): Promise<void> {
  const rows = await tx
    .updateTable('notifications')
    .set({ read_at: sql<Date>`coalesce(read_at, ${now}::timestamptz)`, mail_due: null })
    .where('subject', '=', subject)
    .where('kind', '=', kind)
    .where((e) => e.or([e('read_at', 'is', null), e('mail_due', 'is not', null)]))
    .returning('user_id')
    .execute();
  await Promise.all(rows.map(({ user_id }) => told(tx, user_id)));
}

/** A person's own, newest first. `cursor` is the `nextCursor` of the page before. */
export async function listNotifications(
  tx: TenantTransaction,
  userId: string,
  page: { limit: number; cursor?: string; unread?: boolean },
): Promise<{ data: Notification[]; nextCursor: string | null; unread: number }> {
  const [at, id] = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(page.cursor ?? '')?.slice(1) ?? [];
  const own = tx.selectFrom('notifications').where('user_id', '=', userId).where('in_console', '=', true);
  const [rows, unread] = await Promise.all([
    own
      .selectAll()
      .$if(page.unread === true, (query) => query.where('read_at', 'is', null))
      .$if(at !== undefined, (query) =>
        query.where(sql<boolean>`(created_at, id) < (${new Date(Number(at))}, ${id}::uuid)`),
      )
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(page.limit + 1)
      .execute(),
    own
      .select((e) => e.fn.countAll<bigint>().as('n'))
      .where('read_at', 'is', null)
      .executeTakeFirstOrThrow(),
  ]);
  const data = rows.slice(0, page.limit);
  const last = data.at(-1);
  const nextCursor = rows.length > page.limit && last ? `${last.created_at.getTime()}_${last.id}` : null;
  return { data, nextCursor, unread: Number(unread.n) };
}

/** Marks one of a person's own as read; false: they have no such. */
export async function readOne(
  tx: TenantTransaction,
  userId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('notifications')
    .set({ read_at: sql<Date>`coalesce(read_at, ${now}::timestamptz)` })
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .where('in_console', '=', true)
    .returning('id')
    .executeTakeFirst();
  if (row) await told(tx, userId);
  return row !== undefined;
}

/** Marks all of a person's own as read. */
export async function readAll(tx: TenantTransaction, userId: string, now: Date): Promise<void> {
  await tx
    .updateTable('notifications')
    .set({ read_at: now })
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .execute();
  await told(tx, userId);
}

type Preferences = Pick<
  Selectable<NotificationPreferencesTable>,
  'choices' | 'quiet_from' | 'quiet_until' | 'time_zone'
>;

export const quietOf = (row: {
  [name in Exclude<keyof Preferences, 'choices'>]: Preferences[name];
}): QuietHours | null =>
  row.quiet_from === null || row.quiet_until === null || row.time_zone === null
    ? null
    : { from: row.quiet_from, until: row.quiet_until, timeZone: row.time_zone };

/** What a person has chosen. */
export async function findPreferences(tx: TenantTransaction, userId: string): Promise<Preferences> {
  const row = await tx
    .selectFrom('notification_preferences')
    .select(['choices', 'quiet_from', 'quiet_until', 'time_zone'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row ?? { choices: {}, quiet_from: null, quiet_until: null, time_zone: null };
}

export async function savePreferences(
  tx: TenantTransaction,
  userId: string,
  choices: Preferences['choices'],
  quiet: QuietHours | null,
): Promise<void> {
  const values = {
    choices: JSON.stringify(choices),
    quiet_from: quiet?.from ?? null,
    quiet_until: quiet?.until ?? null,
    time_zone: quiet?.timeZone ?? null,
  };
  await tx
    .insertInto('notification_preferences')
    .values({ user_id: userId, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doUpdateSet(values))
    .execute();
}
