import { sql } from 'kysely';
import type { TenantTransaction } from '../tenant.ts';
import { purgeLater } from './retention.ts';
import { enqueueEmail } from './emails.ts';
import { lookAgain } from './due-work.ts';

const DAY_MS = 86_400_000;

export interface Deletion {
  deletedAt: Date;
  /** When nothing can be restored any more. */
  purgedAt: Date;
}

/** When the workspace was deleted, and until when it can be restored; null: it lives. */
export async function findDeletion(tx: TenantTransaction): Promise<Deletion | null> {
  return deletionOf(
    await tx
      .selectFrom('tenants')
      .select(['deleted_at', 'retention_days'])
      .where('id', '=', tx.tenantId)
      .executeTakeFirst(),
  );
}

export function deletionOf(
  tenant: { deleted_at: Date | null; retention_days: number } | undefined,
): Deletion | null {
  if (!tenant?.deleted_at) return null;
  const deletedAt = tenant.deleted_at;
  return { deletedAt, purgedAt: new Date(deletedAt.getTime() + tenant.retention_days * DAY_MS) };
}

/**
 * Deletes the workspace until somebody restores it or its time is over: its people are signed out, its keys open nothing, open
 * tasks are called back, and nothing is read from or written to a platform any more. Null: it has another name than that.
 */
export async function deleteWorkspace(
  tx: TenantTransaction,
  { name, userId }: { name: string; userId: string },
  now: Date,
): Promise<Deletion | null> {
  const tenant = await lockTenant(tx);
  if (tenant.name !== name.trim()) return null;
  const before = deletionOf(tenant);
  if (before) return before;
  await tx.updateTable('tenants').set({ deleted_at: now }).execute();
  await tx.deleteFrom('sessions').where('tenant_id', '=', tx.tenantId).execute();
  await tx
    .updateTable('tasks')
    .set({ canceled_requested_at: now })
    .where('state', 'in', ['pending', 'running', 'retrying'])
    .where('canceled_requested_at', 'is', null)
    .execute();
  await purgeLater(tx, now);
  const deletion = deletionOf({ ...tenant, deleted_at: now })!;
  // Schedules sleep until nothing is left of them. Notes of tasks are looked at now: they end the runs.
  await tx
    .updateTable('due_work')
    .set({ due_at: new Date(deletion.purgedAt.getTime() + DAY_MS) })
    .where('kind', 'in', ['connection', 'credential'])
    .execute();
  await tx.updateTable('due_work').set({ due_at: now }).where('kind', '=', 'task').execute();
  await tellOwners(tx, tenant, userId, deletion, now);
  return deletion;
}

/** Brings the workspace back as it was; false: it lives, or its time is over. */
export async function restoreWorkspace(tx: TenantTransaction, now: Date): Promise<boolean> {
  const deletion = deletionOf(await lockTenant(tx));
  if (!deletion || deletion.purgedAt <= now) return false;
  await tx.updateTable('tenants').set({ deleted_at: null }).execute();
  const connections = await tx
    .selectFrom('connections')
    .select('id')
    .where('deleted_at', 'is', null)
    .where('state', '=', 'connected')
    .execute();
  for (const { id } of connections) {
    await lookAgain(tx, 'connection', id, now);
    await lookAgain(tx, 'credential', id, now);
  }
  return true;
}

/** Whether the workspace lives: nothing works for one that is deleted. */
export async function isLiving(tx: TenantTransaction): Promise<boolean> {
  return (await findDeletion(tx)) === null;
}

const lockTenant = (tx: TenantTransaction) =>
  tx
    .selectFrom('tenants')
    .select(['name', 'time_zone', 'deleted_at', 'retention_days'])
    .where('id', '=', tx.tenantId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();

async function tellOwners(
  tx: TenantTransaction,
  { name: workspace, time_zone: timeZone }: { name: string; time_zone: string },
  userId: string,
  { purgedAt }: Deletion,
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ email: string; name: string; locale: string; owner: boolean; id: string }>`
    select u.id, u.email, u.name, u.locale, m.role = 'owner' and m.removed_at is null as owner
    from aegis.memberships m join aegis.users u on u.id = m.user_id
    where m.role = 'owner' and m.removed_at is null or m.user_id = ${userId}`.execute(tx);
  const who = rows.find(({ id }) => id === userId)?.name ?? '';
  for (const { email, name, locale } of rows.filter(({ owner }) => owner)) {
    const language = locale === 'fr' ? 'fr' : 'en';
    const until = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone });
    const values = { name, workspace, who, until: until.format(purgedAt) };
    await enqueueEmail(tx, { to: email, template: 'workspace-deleted', locale: language, values }, now);
  }
}
