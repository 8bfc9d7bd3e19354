import type { TenantTransaction } from '../tenant.ts';
import type { DueWorkTable } from '../schema/due-work.ts';

export type DueKind = DueWorkTable['kind'];

/**
 * Says when the sweeper looks at this work next. It stays as long as the work is open, so that work whose run was lost is
 * found again.
 */
export async function lookAgain(tx: TenantTransaction, kind: DueKind, id: string, at: Date): Promise<void> {
  await tx
    .insertInto('due_work')
    .values({ kind, id, due_at: at })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'kind', 'id']).doUpdateSet({ due_at: at }))
    .execute();
}

/** The work has ended: nobody needs to look at it. */
export async function nothingDue(tx: TenantTransaction, kind: DueKind, id: string): Promise<void> {
  await tx.deleteFrom('due_work').where('kind', '=', kind).where('id', '=', id).execute();
}
