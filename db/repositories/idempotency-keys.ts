import { sql } from 'kysely';
import type { TenantTransaction } from '../tenant.ts';

/** How long the same key gives the same answer. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** How long a repeat waits for the first call to end. */
const WAIT = '2s';
const LOCK_NOT_AVAILABLE = '55P03';

export interface KeyedRequest {
  /** Method and path. */
  route: string;
  key: string;
  /** SHA-256 of who asks for what. */
  hash: Buffer;
}

/** `new`: go on, and finish with `storeAnswer` in this transaction. `other`: the key belongs to another request. */
export type KeyClaim =
  | { state: 'new' }
  | { state: 'answered'; status: number; response: unknown }
  | { state: 'running' }
  | { state: 'other' };

/**
 * Claims a key for this transaction: when it rolls back the key is free again, so nothing is left behind by a crash. A
 * repeat waits a little for the first call; after `running` the transaction is of no more use.
 */
export async function claimKey(
  tx: TenantTransaction,
  { route, key, hash }: KeyedRequest,
  now: Date,
): Promise<KeyClaim> {
  try {
    const [, , inserted] = await Promise.all([
      sql`set local lock_timeout = ${sql.lit(WAIT)}`.execute(tx),
      // First, so that a key that is forgotten is new.
      tx
        .deleteFrom('idempotency_keys')
        .where('created_at', '<', new Date(now.getTime() - KEPT_MS))
        .execute(),
      tx
        .insertInto('idempotency_keys')
        .values({ route, key, request_hash: hash, created_at: now })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'route', 'key']).doNothing())
        .returning('key')
        .executeTakeFirst(),
      sql`set local lock_timeout to default`.execute(tx),
    ]);
    if (inserted) return { state: 'new' };
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return { state: 'running' };
    throw error;
  }
  const first = await tx
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('route', '=', route)
    .where('key', '=', key)
    .executeTakeFirst();
  // Forgotten just now by another request: the next repeat finds its place.
  if (!first) return { state: 'running' };
  if (!first.request_hash.equals(hash)) return { state: 'other' };
  return { state: 'answered', status: first.status!, response: first.response };
}

export async function storeAnswer(
  tx: TenantTransaction,
  { route, key }: KeyedRequest,
  answer: { status: number; response: unknown },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('idempotency_keys')
    .set({ status: answer.status, response: JSON.stringify(answer.response), finished_at: now })
    .where('route', '=', route)
    .where('key', '=', key)
    .execute();
}
