import { randomBytes, randomUUID } from 'node:crypto';
import { createSyncActivities, type SyncActivities } from '../../activities/platform-sync.ts';
import { connectorOf } from '../../connectors/registry.ts';
import type { PlatformApp } from '../../connectors/types.ts';
import { openDatabase } from '../../db/database.ts';
import { insertConnection } from '../../db/repositories/connections.ts';
import { requestSync } from '../../db/repositories/syncs.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { putCredential, readVaultKey } from '../../db/vault.ts';
import { SANDBOX_APP } from '../../sandbox/app.ts';
import { consent, MONDAY, REDIRECT, startClient } from '../sandbox/client.ts';
import { createTestDatabase } from '../setup/database.ts';

/** A database and a frozen sandbox that share one clock; every call to the platform goes over HTTP and is counted. */
export async function startWorkspace() {
  const [database, sandbox] = await Promise.all([createTestDatabase(), startClient()]);
  const db = openDatabase(database.appUrl);
  const vaultKey = readVaultKey(randomBytes(32).toString('base64'));
  const app: PlatformApp = {
    environment: 'sandbox',
    clientId: SANDBOX_APP.id,
    clientSecret: SANDBOX_APP.secret,
    apiUrl: sandbox.url,
    dialogUrl: sandbox.url,
  };
  let now = MONDAY;
  const calls: string[] = [];
  const counting: typeof fetch = (input, init) => {
    calls.push(new URL(input as string).pathname);
    return fetch(input, init);
  };
  const deps = {
    db,
    vaultKey,
    apps: { meta: { live: null, sandbox: app } },
    fetch: counting,
    now: () => new Date(now),
  };
  const meta = connectorOf('meta')!;
  const inTenant = <T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>) =>
    withTenant(db, { tenantId, actor: 'test' }, work);

  return {
    app,
    calls,
    database,
    deps,
    inTenant,
    sandbox,
    async setClock(instant: number) {
      now = instant;
      const clock = { set: new Date(instant).toISOString(), frozen: true };
      const { status } = await sandbox.control('/__clock', clock);
      if (status !== 200) throw new Error(`The sandbox's clock answered ${status}.`);
    },
    /** A new tenant with a connection made through the consent page. */
    async connect() {
      const tenantId = randomUUID();
      const place = await consent(sandbox.url, { scope: 'ads_read,ads_management' });
      const code = place.searchParams.get('code')!;
      const credential = await meta.exchangeCode(app, { code, redirectUri: REDIRECT }, fetch);
      const connectionId = await inTenant(tenantId, async (tx) => {
        await tx.insertInto('tenants').values({ id: tenantId, name: 'Tenant' }).execute();
        const facts = { platform: 'meta' as const, environment: 'sandbox' as const, name: 'Meta' };
        const { externalUserId, scopes, expiresAt } = credential;
        const row = { ...facts, externalUserId, scopes, expiresAt, connectedBy: null };
        const { connection } = await insertConnection(tx, row, new Date(now));
        await putCredential(tx, vaultKey, { connectionId: connection.id, platform: 'meta', credential });
        return connection.id;
      });
      return { tenantId, connectionId, credential };
    },
    request: (tenantId: string, connectionId: string) =>
      inTenant(tenantId, (tx) => requestSync(tx, { connectionId, trigger: 'manual' }, new Date(now))),
    async close() {
      await Promise.all([db.close(), sandbox.close()]);
      await database.drop();
    },
  };
}

export type Workspace = Awaited<ReturnType<typeof startWorkspace>>;
export type Tenant = Awaited<ReturnType<Workspace['connect']>>;

/** The steps of the workflow in its order, each tried again as Temporal would, without its waits. */
export async function runSync(
  workspace: Workspace,
  { tenantId, connectionId }: { tenantId: string; connectionId: string },
): Promise<string> {
  const syncId = await workspace.request(tenantId, connectionId);
  const steps = createSyncActivities(workspace.deps);
  const sync = { tenantId, syncId, connectionId };
  await steps.beginSync({ ...sync, runId: syncId });
  for (const { id: accountId } of await again(() => steps.syncAccounts(sync))) {
    const account = { ...sync, accountId };
    await again(() => steps.syncCampaigns(account));
    await syncDays(steps, account);
  }
  await steps.finishSync({ ...sync, state: 'completed', report: null });
  return syncId;
}

async function syncDays(steps: SyncActivities, account: Parameters<SyncActivities['planSlices']>[0]) {
  const ranges = await steps.planSlices(account);
  for (const [i, range] of ranges.entries()) {
    await again(() => steps.syncSlice({ ...account, range, step: i + 1, steps: ranges.length }));
  }
}

async function again<T>(step: () => Promise<T>, tries = 8): Promise<T> {
  for (let left = tries - 1; ; left--) {
    try {
      return await step();
    } catch (error) {
      if (left === 0 || (error as { nonRetryable?: boolean }).nonRetryable) throw error;
    }
  }
}
