import { sql } from 'kysely';
import type { DeletedItem } from '../../contracts/deleted-items.ts';
import { notify } from '../notify.ts';
import type { TenantTransaction } from '../tenant.ts';
import { requirePlaceBeside } from './connections.ts';
import { lookAgain, nothingDue } from './due-work.ts';
import { retentionDays } from './retention.ts';

const DAY_MS = 86_400_000;

interface DeletedRow {
  id: string;
  kind: DeletedItem['kind'];
  name: string;
  platform: string | null;
  deleted_at: Date;
}

/** What can still be restored, last deleted first. Connections of the sandbox are sample data and come back by connecting. */
export async function listDeleted(tx: TenantTransaction, now: Date): Promise<DeletedItem[]> {
  const days = await retentionDays(tx);
  const since = new Date(now.getTime() - days * DAY_MS);
  const { rows } = await sql<DeletedRow>`
    select id, 'connection' as kind, name, platform, deleted_at from aegis.connections where deleted_at > ${since}
    union all select id, 'agent', agent_key, null, deleted_at from aegis.agent_instances where deleted_at > ${since}
    order by deleted_at desc, id`.execute(tx);
  return rows.map(({ deleted_at, ...item }) => ({
    ...item,
    deletedAt: deleted_at.toISOString(),
    purgedAt: new Date(deleted_at.getTime() + days * DAY_MS).toISOString(),
  }));
}

/** `taken`: another one stands in its place, which has to go first. */
export type Restored = 'restored' | 'not-found' | 'taken';

/**
 * Brings a deleted item back. A connection comes back without its credential, so it asks to be connected again; its accounts
 * and all they hold are there at once. An agent comes back switched off. Throws PlanLimit when the plan has no place for it.
 */
export async function restoreItem(tx: TenantTransaction, id: string, now: Date): Promise<Restored> {
  const item = (await listDeleted(tx, now)).find((one) => one.id === id);
  if (!item) return 'not-found';
  return item.kind === 'connection' ? restoreConnection(tx, item, now) : restoreAgent(tx, item);
}

async function restoreConnection(tx: TenantTransaction, { id }: DeletedItem, now: Date): Promise<Restored> {
  const row = await tx
    .selectFrom('connections as c')
    .selectAll('c')
    .select((of) =>
      of
        .exists(
          of
            .selectFrom('connections as o')
            .select('o.id')
            .whereRef('o.platform', '=', 'c.platform')
            .whereRef('o.environment', '=', 'c.environment')
            .whereRef('o.external_user_id', '=', 'c.external_user_id')
            .where('o.deleted_at', 'is', null),
        )
        .as('taken'),
    )
    .where('c.id', '=', id)
    .forUpdate('c')
    .executeTakeFirst();
  if (!row?.deleted_at) return 'not-found';
  if (row.taken) return 'taken';
  await requirePlaceBeside(tx, (one) => one.id === id, now);
  await tx
    .updateTable('ad_accounts')
    .set({ deleted_at: null })
    .where('connection_id', '=', id)
    .where('deleted_at', '=', row.deleted_at)
    .execute();
  const restored = await tx
    .updateTable('connections')
    .set({ deleted_at: null, state: 'reconnect', reconnect_reason: 'restored' })
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow();
  await notify(tx, 'connection', id, { version: restored.version });
  return 'restored';
}

async function restoreAgent(tx: TenantTransaction, { id, name }: DeletedItem): Promise<Restored> {
  const living = await tx
    .selectFrom('agent_instances')
    .select('id')
    .where('agent_key', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (living) return 'taken';
  const restored = await tx
    .updateTable('agent_instances')
    .set({ deleted_at: null, enabled: false })
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .returning('version')
    .executeTakeFirst();
  if (!restored) return 'not-found';
  await notify(tx, 'agent', id, { version: restored.version });
  return 'restored';
}

/** Rows that one transaction of a purge removes at most. */
const BATCH = 5_000;

/**
 * Removes for good what was deleted longer ago than the workspace keeps it, or the workspace itself, a batch at a time; safe to
 * repeat. True: there is more. When all is done the sweeper is told when to come again.
 */
export async function purgeBatch(tx: TenantTransaction, now: Date, batch = BATCH): Promise<boolean> {
  const tenant = await tx.selectFrom('tenants').select(['deleted_at', 'retention_days']).executeTakeFirst();
  if (!tenant) return false;
  const before = new Date(now.getTime() - tenant.retention_days * DAY_MS);
  if (tenant.deleted_at && tenant.deleted_at <= before) {
    const { rows } = await sql<{
      more: boolean;
    }>`select aegis.purge_tenant(${batch}) as more`.execute(tx);
    return rows[0]!.more;
  }
  if (await purgeFigures(tx, before, batch)) return true;
  await tx.deleteFrom('connections').where('deleted_at', '<=', before).execute();
  await purgeAgents(tx, before);
  await comeAgain(tx, tenant, before);
  return false;
}

/** A connection can hold millions of daily figures: they go first, so that no transaction is long. */
async function purgeFigures(tx: TenantTransaction, before: Date, batch: number): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from aegis.campaign_metrics where (tableoid, ctid) in (
    select m.tableoid, m.ctid from aegis.campaign_metrics m
      join aegis.ad_accounts a on a.tenant_id = m.tenant_id and a.platform = m.platform and a.id = m.account_id
      join aegis.connections c on c.tenant_id = a.tenant_id and c.id = a.connection_id
      where c.deleted_at <= ${before} limit ${batch})`.execute(tx);
  return Number(numAffectedRows ?? 0n) >= batch;
}

/** Tasks are the workspace's history: an agent they tell of stays as a name, without the settings somebody gave it. */
async function purgeAgents(tx: TenantTransaction, before: Date): Promise<void> {
  await sql`delete from aegis.agent_instances i where i.deleted_at <= ${before}
    and not exists (select from aegis.tasks t where t.tenant_id = i.tenant_id and t.agent_instance_id = i.id)`.execute(
    tx,
  );
  await tx
    .updateTable('agent_instances')
    .set({ settings: '{}' })
    .where('deleted_at', '<=', before)
    .where(sql<boolean>`settings <> '{}'`)
    .execute();
}

async function comeAgain(
  tx: TenantTransaction,
  tenant: { deleted_at: Date | null; retention_days: number },
  before: Date,
): Promise<void> {
  const { rows } = await sql<{ first: Date | null }>`
    select least((select min(deleted_at) from aegis.connections where deleted_at > ${before}),
      (select min(deleted_at) from aegis.agent_instances where deleted_at > ${before}),
      ${tenant.deleted_at}::timestamptz) as first`.execute(tx);
  const first = rows[0]?.first;
  if (!first) return nothingDue(tx, 'purge', tx.tenantId);
  // Not at once again, should the clocks of worker and database differ.
  const soonest = Date.now() + 60_000;
  const at = new Date(Math.max(first.getTime() + tenant.retention_days * DAY_MS, soonest));
  await lookAgain(tx, 'purge', tx.tenantId, at);
}
