import { sql } from 'kysely';
import type { ChangeEvent } from './listen.ts';
import type { TenantTransaction } from './tenant.ts';

/** Tells the console's streams what changed, when and if this transaction commits. */
export async function notify(
  tx: TenantTransaction,
  kind: ChangeEvent['kind'],
  id: string,
  now: Pick<ChangeEvent, 'version' | 'state' | 'person'> = {},
): Promise<void> {
  // JSON leaves out what is undefined.
  const event: ChangeEvent = { tenant: tx.tenantId, kind, id, ...now };
  await sql`select pg_notify('aegis', ${JSON.stringify(event)})`.execute(tx);
}
