import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase } from '../../db/database.ts';
import { lookAgain } from '../../db/repositories/due-work.ts';
import { withTenant } from '../../db/tenant.ts';
import type { World } from './world.ts';

const ROWS = 40_000;

/** A workspace whose time is over, large enough that its purge takes many transactions; the sweeper finds it at once. */
export async function doomed(world: World): Promise<string> {
  const tenantId = randomUUID();
  const db = openDatabase(world.database.appUrl, { size: 1 });
  const over = new Date(Date.now() - 31 * 86_400_000);
  try {
    await withTenant(db, { tenantId, actor: 'test' }, async (tx) => {
      await tx.insertInto('tenants').values({ id: tenantId, name: 'Over', deleted_at: over }).execute();
      await sql`insert into aegis.idempotency_keys (route, key, request_hash)
        select 'POST /', n::text, '' from generate_series(1, ${ROWS}::int) n`.execute(tx);
      await lookAgain(tx, 'purge', tenantId, new Date());
    });
  } finally {
    await db.close();
  }
  return tenantId;
}

async function rowsLeft(world: World, tenantId: string, table = 'idempotency_keys'): Promise<number> {
  const column = table === 'tenants' ? 'id' : 'tenant_id';
  const [found] = await world.query<{ n: number }>(
    `select count(*)::int as n from aegis.${table} where ${column} = '${tenantId}'`,
  );
  return found!.n;
}

/** Waits for a moment at which a part of it is gone and a part is left. */
export async function halfPurged(world: World, tenantId: string): Promise<void> {
  while ((await rowsLeft(world, tenantId)) === ROWS) await sleep(5);
}

export const stillThere = async (world: World, tenantId: string) => (await rowsLeft(world, tenantId)) > 0;

/** Waits until nothing of it is left. */
export async function purged(world: World, tenantId: string): Promise<void> {
  for (const table of ['tenants', 'audit_log']) {
    while ((await rowsLeft(world, tenantId, table)) > 0) await sleep(100);
  }
}
