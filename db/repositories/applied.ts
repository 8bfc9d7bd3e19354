import { sql } from 'kysely';
import { notify } from '../notify.ts';
import type { TenantTransaction } from '../tenant.ts';
import { findConnection, scheduleNextSync } from './connections.ts';
import { lookAgain } from './due-work.ts';
import { checksOf, planChecks } from './outcome-checks.ts';
import { findProposal } from './proposals.ts';

/** What is known of an applied change: enough to write its row again when the database was restored from before. */
export interface Applied {
  decidedAt: string | null;
  appliedAt: string;
  readBack: unknown;
  /** Who approved, and when; `userId` null: the agent's policy. */
  approvals: { userId: string | null; at: string }[];
  checks: { afterDays: number; dueAt: string }[];
}

/** The facts of a change that has been read back; null for any other. */
export async function appliedOf(tx: TenantTransaction, id: string): Promise<Applied | null> {
  const proposal = await findProposal(tx, id);
  if (proposal?.state !== 'read_back' || !proposal.applied_at) return null;
  const [decisions, checks] = await Promise.all([
    tx
      .selectFrom('decisions')
      .select(['user_id', 'created_at'])
      .where('proposal_id', '=', id)
      .where('verdict', '=', 'approve')
      .orderBy('created_at')
      .execute(),
    checksOf(tx, id),
  ]);
  return {
    decidedAt: proposal.decided_at?.toISOString() ?? null,
    appliedAt: proposal.applied_at.toISOString(),
    readBack: proposal.read_back,
    approvals: decisions.map((one) => ({ userId: one.user_id, at: one.created_at.toISOString() })),
    checks: checks.map((one) => ({ afterDays: one.after_days, dueAt: one.due_at.toISOString() })),
  };
}

/**
 * Writes down again what a restored database has forgotten: the change is at the platform and must not be asked for or
 * made a second time. The connection syncs soon, since its campaigns are from before too.
 */
export async function restoreApplied(
  tx: TenantTransaction,
  id: string,
  applied: Applied,
  now: Date,
): Promise<void> {
  const row = await tx
    .updateTable('proposals')
    .set({
      state: 'read_back',
      decided_at: applied.decidedAt === null ? null : new Date(applied.decidedAt),
      applying_at: new Date(applied.appliedAt),
      applied_at: new Date(applied.appliedAt),
      read_back: JSON.stringify(applied.readBack),
      error: null,
    })
    .where('id', '=', id)
    .where('state', '<>', 'read_back')
    .returning(['version', 'connection_id', 'target_version'])
    .executeTakeFirst();
  if (!row) return;
  for (const { userId, at } of applied.approvals) {
    // Only people who are members in the restored database can be named again.
    await sql`insert into decisions (proposal_id, user_id, verdict, target_version, created_at)
      select ${id}, ${userId}::uuid, 'approve', ${row.target_version}, ${at}
      where ${userId}::uuid is null or exists (select from memberships where user_id = ${userId}::uuid)
      on conflict do nothing`.execute(tx);
  }
  await planChecks(
    tx,
    id,
    applied.checks.map(({ afterDays, dueAt }) => ({ afterDays, dueAt: new Date(dueAt) })),
  );
  await lookAgain(tx, 'change', id, now);
  await notify(tx, 'proposal', id, row.version);
  const connection = await findConnection(tx, row.connection_id);
  if (connection?.state === 'connected') await scheduleNextSync(tx, connection.id, now);
}
