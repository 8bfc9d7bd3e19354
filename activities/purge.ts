import { purgeBatch } from '../db/repositories/deleted-items.ts';
import { withTenant } from '../db/tenant.ts';
import type { Db } from '../db/database.ts';
import { withHeartbeat } from './caller.ts';
import { toTemporalFailure } from '../temporal/failures.ts';

export interface PurgeDeps {
  db: Db;
  now: () => Date;
}

export type PurgeActivities = ReturnType<typeof createPurgeActivities>;

export function createPurgeActivities(deps: PurgeDeps) {
  return {
    /** One transaction of a purge; true: there is more. */
    async purgeBatch({ tenantId }: { tenantId: string }): Promise<boolean> {
      const context = { tenantId, actor: 'system:purge' };
      const batch = () => withTenant(deps.db, context, (tx) => purgeBatch(tx, deps.now()));
      return withHeartbeat(batch).catch((error: unknown) => {
        throw toTemporalFailure(error);
      });
    },
  };
}
