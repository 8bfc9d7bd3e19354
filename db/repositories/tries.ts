import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { withoutTenant } from '../tenant.ts';

interface Slowing {
  /** Pause in ms after so many tries as the place in this list says; after more, the last. */
  pauses: readonly number[];
  /** A key without a try for this long is as new. */
  forgetMs: number;
}

/** Counts a try for a key and gives 0; or counts nothing and gives how long to wait, in ms. Exact whatever comes at once. */
export async function takeTry(
  db: Db,
  key: string,
  { pauses, forgetMs }: Slowing,
  now: Date,
): Promise<number> {
  const at = now.getTime();
  const ends = new Date(at + forgetMs);
  const pause = sql`(${pauses}::int[])[least(c.count + 1, ${pauses.length})]`;
  return withoutTenant(db, async (tx) => {
    const { rows } = await sql<{ count: number }>`
      insert into aegis.rate_counters as c (key, count, expires_at) values (${key}, 1, ${ends})
      on conflict (key) do update set
        count = case when c.expires_at <= ${now}::timestamptz then 1 else c.count + 1 end,
        expires_at = greatest(excluded.expires_at, c.expires_at)
      where c.expires_at <= ${now}::timestamptz or ${pause} = 0
        or excluded.expires_at >= c.expires_at + ${pause} * interval '1 millisecond'
      returning count`.execute(tx);
    const count = rows[0]?.count;
    // Whoever is new clears away what is over, and waits for nobody who counts or clears.
    if (count === 1) {
      await sql`delete from aegis.rate_counters where key in (select key from aegis.rate_counters
        where key like 'try/%' and expires_at < ${now}::timestamptz - interval '1 minute'
        limit 1000 for update skip locked)`.execute(tx);
    }
    if (count !== undefined) return 0;
    const row = await tx
      .selectFrom('rate_counters')
      .select(['count', 'expires_at'])
      .where('key', '=', key)
      .executeTakeFirst();
    if (!row) return 1;
    const last = row.expires_at.getTime() - forgetMs;
    return Math.max(1, last + pauses[Math.min(row.count, pauses.length - 1)]! - at);
  });
}

export async function forgetTries(db: Db, key: string): Promise<void> {
  await withoutTenant(db, (tx) => tx.deleteFrom('rate_counters').where('key', '=', key).execute());
}
