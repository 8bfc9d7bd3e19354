import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { withoutTenant } from '../tenant.ts';

/** Counts one more for a key, in a window that begins with the first. By the database's clock, which all processes share. */
export async function countUp(
  db: Db,
  key: string,
  windowMs: number,
): Promise<{ count: number; resetsInMs: number }> {
  return withoutTenant(db, async (tx) => {
    const { rows } = await sql<{ count: number; resets_in_ms: number }>`
      with clock as materialized (select clock_timestamp() as now)
      insert into aegis.rate_counters as c (key, count, expires_at)
      select ${key}, 1, now + ${windowMs} * interval '1 millisecond' from clock
      on conflict (key) do update set
        count = case when c.expires_at <= clock_timestamp() then 1 else c.count + 1 end,
        expires_at = case when c.expires_at <= clock_timestamp() then excluded.expires_at else c.expires_at end
      returning count, (extract(epoch from expires_at - clock_timestamp()) * 1000)::int as resets_in_ms`.execute(
      tx,
    );
    const { count, resets_in_ms: resetsInMs } = rows[0]!;
    // Whoever begins a window clears away what is over, and waits for nobody who counts or clears.
    if (count === 1) {
      await sql`delete from aegis.rate_counters where key in (select key from aegis.rate_counters
        where expires_at < now() - interval '1 minute' limit 1000 for update skip locked)`.execute(tx);
    }
    return { count, resetsInMs };
  });
}

/** Takes one back. */
export async function countDown(db: Db, key: string): Promise<void> {
  await withoutTenant(db, (tx) =>
    sql`update aegis.rate_counters set count = count - 1 where key = ${key} and count > 0`.execute(tx),
  );
}
