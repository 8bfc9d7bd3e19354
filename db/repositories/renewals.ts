import { sql } from 'kysely';
import type { TenantTransaction } from '../tenant.ts';

/** How a connection's credential stands, without opening it. */
export interface RenewalState {
  expiresAt: Date | null;
  /** Somebody renews it at this moment. */
  running: boolean;
  /** Why the last renewal brought nothing, as long as nobody may try again. */
  failed: { code: string; retryAfterMs: number } | null;
}

/** null: the connection has no credential. The database's clock decides: it is the same for all processes. */
export async function findRenewal(tx: TenantTransaction, connectionId: string): Promise<RenewalState | null> {
  const { rows } = await sql<{
    expires_at: Date | null;
    renewing_by: string | null;
    renewal_error: string | null;
    left_ms: number;
  }>`
    select expires_at, renewing_by, renewal_error,
      coalesce(extract(epoch from renewing_until - clock_timestamp()) * 1000, 0)::float8 as left_ms
    from credentials where connection_id = ${connectionId}
  `.execute(tx);
  const row = rows[0];
  if (!row) return null;
  const { expires_at: expiresAt, renewal_error: code, left_ms: left } = row;
  return {
    expiresAt,
    running: row.renewing_by !== null && left > 0,
    failed: code !== null && left > 0 ? { code, retryAfterMs: Math.ceil(left) } : null,
  };
}

/**
 * Takes the renewal of the credential that was `seen`, for `me` and for so long. False: somebody else has it or has ended
 * it meanwhile, or nobody may try yet.
 */
export async function takeRenewal(
  tx: TenantTransaction,
  connectionId: string,
  seen: RenewalState,
  me: string,
  forMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    update credentials set renewing_by = ${me}, renewal_error = null,
      renewing_until = clock_timestamp() + ${forMs} * interval '1 millisecond'
    where connection_id = ${connectionId} and expires_at is not distinct from ${seen.expiresAt}
      and (renewing_until is null or renewing_until <= clock_timestamp())
    returning id
  `.execute(tx);
  return rows.length > 0;
}

/** Keeps the credential as it is until the transaction ends; false: the renewal is no longer `me`'s. */
export async function holdRenewal(tx: TenantTransaction, connectionId: string, me: string): Promise<boolean> {
  const { rows } = await sql`
    select id from credentials where connection_id = ${connectionId} and renewing_by = ${me} for update
  `.execute(tx);
  return rows.length > 0;
}

/** Ends a renewal that brought nothing; nobody tries again for `restMs`. */
export async function giveUpRenewal(
  tx: TenantTransaction,
  connectionId: string,
  me: string,
  { code, restMs }: { code: string; restMs: number },
): Promise<void> {
  await sql`
    update credentials set renewing_by = null, renewal_error = ${code},
      renewing_until = clock_timestamp() + ${restMs} * interval '1 millisecond'
    where connection_id = ${connectionId} and renewing_by = ${me}
  `.execute(tx);
}
