import { sql } from 'kysely';
import { notify } from '../notify.ts';
import { isSigned, sign } from '../signature.ts';
import type { TenantTransaction } from '../tenant.ts';
import type { VaultKey } from '../vault.ts';
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

/** For the memo of the change's run, where everybody with access to Temporal can write: hence the signature. */
export interface AppliedMemo {
  applied: Applied;
  signature: string;
}

/** The facts of a change that has been read back; null for any other. */
export async function appliedMemo(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  id: string,
): Promise<AppliedMemo | null> {
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
  const applied: Applied = {
    decidedAt: proposal.decided_at?.toISOString() ?? null,
    appliedAt: proposal.applied_at.toISOString(),
    readBack: proposal.read_back,
    approvals: decisions.map((one) => ({ userId: one.user_id, at: one.created_at.toISOString() })),
    checks: checks.map((one) => ({ afterDays: one.after_days, dueAt: one.due_at.toISOString() })),
  };
  return { applied, signature: sign(vaultKey, signedText(tx.tenantId, id, applied)) };
}

/** A run's memo as what it says of this tenant's change; null when we have not signed that. */
export function readAppliedMemo(
  { applied, signature }: Record<string, unknown>,
  vaultKey: VaultKey,
  tenantId: string,
  id: string,
): AppliedMemo | null {
  const ours = isSigned(vaultKey, signedText(tenantId, id, applied), signature);
  return ours ? ({ applied, signature } as AppliedMemo) : null;
}

const signedText = (tenantId: string, id: string, applied: unknown) =>
  JSON.stringify(['applied', tenantId, id, applied]);

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
  await notify(tx, 'proposal', id, { version: row.version });
  const connection = await findConnection(tx, row.connection_id);
  if (connection?.state === 'connected') await scheduleNextSync(tx, connection.id, now);
}
