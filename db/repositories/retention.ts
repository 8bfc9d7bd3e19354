import { sql } from 'kysely';
import type { TenantTransaction } from '../tenant.ts';
import { lookAgain } from './due-work.ts';

const DAY_MS = 86_400_000;

/** Days that a workspace keeps what it has deleted. */
export async function retentionDays(tx: TenantTransaction): Promise<number> {
  return (await tx.selectFrom('tenants').select('retention_days').executeTakeFirstOrThrow()).retention_days;
}

/** What was deleted sooner than this is looked at again by the sweeper, now. */
export async function setRetention(tx: TenantTransaction, days: number, now: Date): Promise<void> {
  await tx.updateTable('tenants').set({ retention_days: days }).execute();
  await lookAgain(tx, 'purge', tx.tenantId, now);
}

/** Notes that something was deleted; it is purged when its time is over. Call it in the transaction that deletes. */
export async function purgeLater(tx: TenantTransaction, now: Date): Promise<void> {
  const at = new Date(now.getTime() + (await retentionDays(tx)) * DAY_MS);
  // An earlier look stays: it finds this one too and comes again.
  await sql`insert into aegis.due_work (kind, id, due_at) values ('purge', ${tx.tenantId}, ${at})
    on conflict (tenant_id, kind, id) do update set due_at = least(due_work.due_at, excluded.due_at)`.execute(
    tx,
  );
}
