import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { withoutTenant } from '../tenant.ts';

/** Makes the outer key of a rotation, which seals from now on; the same for the same rotation. Gives its version. */
export async function newOuterKey(db: Db, rotation: string): Promise<number> {
  const { rows } = await withoutTenant(db, (tx) =>
    sql<{ version: number }>`select aegis.vault_new_key(${rotation}) as version`.execute(tx),
  );
  return rows[0]!.version;
}
