import { sql, type Selectable } from 'kysely';
import type { AdAccount } from '../../connectors/types.ts';
import type { Platform } from '../../contracts/platforms.ts';
import type { AdAccountsTable } from '../schema/ad-accounts.ts';
import type { TenantTransaction } from '../tenant.ts';

export type AdAccountRow = Selectable<AdAccountsTable>;

/**
 * Makes the accounts of a connection those that the platform lists; equal rows are not touched. An account that another
 * living connection holds stays with it. Returns the number of changed rows.
 */
export async function upsertAccounts(
  tx: TenantTransaction,
  connection: { id: string; platform: Platform },
  accounts: readonly AdAccount[],
  now: Date,
): Promise<number> {
  const rows = JSON.stringify(
    accounts.map(({ timeZone, ...account }) => ({ ...account, time_zone: timeZone })),
  );
  const written = await sql<{ id: string }>`
    insert into ad_accounts as a (platform, id, connection_id, name, currency, time_zone, status, synced_at)
    select ${connection.platform}::text, id, ${connection.id}::uuid, name, currency, time_zone, status, ${now}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as r (id text, name text, currency text, time_zone text, status text)
    on conflict (tenant_id, platform, id) do update set connection_id = excluded.connection_id, name = excluded.name,
      currency = excluded.currency, time_zone = excluded.time_zone, status = excluded.status,
      synced_at = excluded.synced_at, deleted_at = null
    where (a.connection_id, a.name, a.currency, a.time_zone, a.status, a.deleted_at) is distinct from
        (excluded.connection_id, excluded.name, excluded.currency, excluded.time_zone, excluded.status, null::timestamptz)
      and (a.connection_id = excluded.connection_id or not exists (
        select from connections c where c.id = a.connection_id and c.deleted_at is null))
    returning id
  `.execute(tx);
  await takeChangesAlong(tx, connection, written.rows);
  const gone = await sql`
    update ad_accounts set deleted_at = ${now}::timestamptz where connection_id = ${connection.id} and deleted_at is null
      and id not in (select id from jsonb_to_recordset(${rows}::jsonb) as r (id text))
  `.execute(tx);
  return written.rows.length + Number(gone.numAffectedRows ?? 0n);
}

/** What was changed belongs to the account: it outlives the connection that was used, which a purge removes. */
async function takeChangesAlong(
  tx: TenantTransaction,
  connection: { id: string; platform: Platform },
  accounts: readonly { id: string }[],
): Promise<void> {
  if (accounts.length === 0) return;
  await tx
    .updateTable('proposals')
    .set({ connection_id: connection.id })
    .where('platform', '=', connection.platform)
    .where(
      'account_id',
      'in',
      accounts.map(({ id }) => id),
    )
    .where('connection_id', '<>', connection.id)
    .execute();
}

/** Living accounts of the connections given, by name. */
export async function listAccounts(
  tx: TenantTransaction,
  connectionIds: readonly string[],
): Promise<(AdAccountRow & { active_campaigns: number })[]> {
  if (connectionIds.length === 0) return [];
  return tx
    .selectFrom('ad_accounts as a')
    .selectAll()
    .select(
      sql<number>`(select count(*)::int from campaigns c
        where c.platform = a.platform and c.account_id = a.id and c.status = 'active')`.as(
        'active_campaigns',
      ),
    )
    .where('connection_id', 'in', [...connectionIds])
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

/** A living account, or undefined. */
export function findAccount(
  tx: TenantTransaction,
  platform: Platform,
  id: string,
): Promise<AdAccountRow | undefined> {
  return tx
    .selectFrom('ad_accounts')
    .selectAll()
    .where('platform', '=', platform)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Syncs exactly these accounts of a connection from now on. */
export async function selectAccounts(
  tx: TenantTransaction,
  connectionId: string,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update ad_accounts set selected = (id = any(${[...ids]}::text[]))
    where connection_id = ${connectionId} and selected is distinct from (id = any(${[...ids]}::text[]))
  `.execute(tx);
}

/** A stored account as connectors take it. */
export function toAdAccount(row: AdAccountRow): AdAccount {
  const { id, name, currency, time_zone: timeZone, status } = row;
  return { id, name, currency, timeZone, status };
}
