import { sql } from 'kysely';
import type { Locale } from '../../contracts/common.ts';
import { BETWEEN_MAILS_MS, GATHER_MS, isUrgent } from '../../domain/notifications.ts';
import type { TenantTransaction } from '../tenant.ts';
import { lookAgain, nothingDue } from './due-work.ts';
import type { Notification } from './notifications.ts';

export interface Gathered {
  to: string;
  name: string;
  locale: Locale;
  workspace: string;
  /** Oldest first. */
  news: Notification[];
}

/**
 * What goes with this notification into one mail to its person: all of theirs that is due by now or about to be. Marks it
 * as mailed. null: nothing goes now; the sweeper is told when to come again.
 */
export async function gatherMail(tx: TenantTransaction, id: string, now: Date): Promise<Gathered | null> {
  // Those who gather for one person take turns, so that the second finds nothing left.
  await sql`select pg_advisory_xact_lock(hashtextextended('mail to ' || user_id, 0)) from aegis.notifications
    where id = ${id}`.execute(tx);
  const first = await tx.selectFrom('notifications').selectAll().where('id', '=', id).executeTakeFirst();
  if (!first?.mail_due || first.mailed_at) {
    await nothingDue(tx, 'notification', id);
    return null;
  }
  const person = await findPerson(tx, first.user_id);
  if (person && first.mail_due > now) {
    await lookAgain(tx, 'notification', id, first.mail_due);
    return null;
  }
  const again = person && !isUrgent(first.kind) ? await restUntil(tx, first.user_id) : null;
  if (again && again > now) {
    await lookAgain(tx, 'notification', id, again);
    return null;
  }
  const news = await tx
    .selectFrom('notifications')
    .selectAll()
    .where('user_id', '=', first.user_id)
    .where('mail_due', '<=', new Date(now.getTime() + GATHER_MS))
    .where('mailed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(500)
    .forUpdate()
    .execute();
  const ids = news.map((one) => one.id);
  if (ids.length > 0) {
    await tx.updateTable('notifications').set({ mailed_at: now }).where('id', 'in', ids).execute();
    await tx.deleteFrom('due_work').where('kind', '=', 'notification').where('id', 'in', ids).execute();
  }
  return person && ids.length > 0 ? { ...person, news } : null;
}

/** Who gets the mail; null: they have left, or the workspace is deleted. */
async function findPerson(tx: TenantTransaction, userId: string) {
  const row = await tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .innerJoin('tenants as t', 't.id', 'm.tenant_id')
    .select(['u.email', 'u.name', 'u.locale', 't.name as workspace'])
    .where('m.user_id', '=', userId)
    .where('m.removed_at', 'is', null)
    .where('t.deleted_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const locale: Locale = row.locale === 'fr' ? 'fr' : 'en';
  return { to: row.email, name: row.name, workspace: row.workspace, locale };
}

/** When the next mail that is not urgent may go to this person; null: now. */
async function restUntil(tx: TenantTransaction, userId: string): Promise<Date | null> {
  const { rows } = await sql<{ last: Date | null }>`select max(mailed_at) as last from aegis.notifications
    where user_id = ${userId} and kind not in ('new-sign-in', 'api-key-created')`.execute(tx);
  const last = rows[0]?.last;
  return last ? new Date(last.getTime() + BETWEEN_MAILS_MS) : null;
}
