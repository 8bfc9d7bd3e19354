import type { TenantTransaction } from '../tenant.ts';
import type { ExportsTable } from '../schema/exports.ts';

/** Writes down that data leave the workspace; by trigger this stands in the audit log with who takes them. Returns its id. */
export async function startExport(
  tx: TenantTransaction,
  kind: ExportsTable['kind'],
  filter: Record<string, unknown> = {},
): Promise<string> {
  const { id } = await tx
    .insertInto('exports')
    .values({ kind, filter: JSON.stringify(filter) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The file is whole with so many rows; null: it was broken off. */
export async function endExport(
  tx: TenantTransaction,
  id: string,
  rows: number | null,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('exports')
    .set({ state: rows === null ? 'failed' : 'completed', rows, finished_at: now })
    .where('id', '=', id)
    .execute();
}
