import { randomUUID } from 'node:crypto';
import type { Db } from '../../db/database.ts';
import { withTenant } from '../../db/tenant.ts';

/** A new tenant with one Meta connection. */
export async function addTenant(db: Db): Promise<{ tenantId: string; connectionId: string }> {
  const tenantId = randomUUID();
  const connectionId = randomUUID();
  await withTenant(db, { tenantId, actor: 'test' }, async (tx) => {
    await tx.insertInto('tenants').values({ id: tenantId, name: 'Tenant' }).execute();
    await tx
      .insertInto('connections')
      .values({ id: connectionId, ...meta('person-1'), scopes: ['ads_read', 'ads_management'] })
      .execute();
  });
  return { tenantId, connectionId };
}

/** Columns of a connection to the sandbox's Meta. */
export const meta = (externalUserId: string) => ({
  platform: 'meta' as const,
  environment: 'sandbox' as const,
  name: 'Meta',
  external_user_id: externalUserId,
});
