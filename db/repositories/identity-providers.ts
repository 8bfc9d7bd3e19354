import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../contracts/session.ts';
import type { Db } from '../database.ts';
import { open, seal, tryRewrap } from '../envelope.ts';
import { withoutTenant, type TenantTransaction } from '../tenant.ts';
import type { VaultKey } from '../vault.ts';
import { tellJoined } from './members.ts';
import { currentPlan } from './plans.ts';

export interface Provider {
  issuer: string;
  clientId: string;
  defaultRole: Exclude<Role, 'owner'>;
  enabled: boolean;
  /** People of a proved domain sign in by it only, but owners. */
  required: boolean;
}

const placeOf = (tenantId: string) => `${tenantId}|identity-provider`;

/** The workspace's provider, or null. */
export async function findProvider(tx: TenantTransaction): Promise<Provider | null> {
  const row = await tx
    .selectFrom('identity_providers')
    .select(['issuer', 'client_id', 'default_role', 'enabled', 'required'])
    .executeTakeFirst();
  if (!row) return null;
  const { issuer, client_id: clientId, default_role: defaultRole, enabled, required } = row;
  return { issuer, clientId, defaultRole, enabled, required };
}

/** The workspace's provider with the secret that opens it to us, or null. */
export async function openProvider(
  tx: TenantTransaction,
  vaultKey: VaultKey,
): Promise<(Provider & { clientSecret: string }) | null> {
  const [provider, row] = await Promise.all([
    findProvider(tx),
    tx.selectFrom('identity_providers').select('sealed').executeTakeFirst(),
  ]);
  if (!provider || !row) return null;
  return { ...provider, clientSecret: open(vaultKey, placeOf(tx.tenantId), row.sealed) };
}

/** The provider through which people sign in now: switched on, and part of the plan. */
export async function activeProvider(tx: TenantTransaction, vaultKey: VaultKey) {
  const [{ sso }, provider] = await Promise.all([currentPlan(tx), openProvider(tx, vaultKey)]);
  return sso && provider?.enabled ? provider : null;
}

/** People of the workspace who may come in by its provider only, as things stand. */
const bound = (tx: TenantTransaction) =>
  tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .innerJoin('identity_domains as d', (join) =>
      join.on('d.domain', '=', sql<string>`split_part(u.email, '@', 2)`).on('d.verified_at', 'is not', null),
    )
    .innerJoin('identity_providers as i', (join) =>
      join.on('i.enabled', '=', true).on('i.required', '=', true),
    )
    .innerJoin('tenants as t', 't.id', 'm.tenant_id')
    .innerJoin('plans as p', (join) => join.onRef('p.key', '=', 't.plan').on('p.sso', '=', true))
    .select('m.user_id')
    // Should the provider fail, an owner can still come in.
    .where('m.role', '<>', 'owner')
    .where('m.removed_at', 'is', null);

/** Whether this person may come in by the provider only. */
export const isBound = async (tx: TenantTransaction, userId: string): Promise<boolean> =>
  (await bound(tx).where('m.user_id', '=', userId).executeTakeFirst()) !== undefined;

/** Ends the sessions here of people who came in another way than they now must. */
export async function endUnbound(tx: TenantTransaction): Promise<void> {
  await tx.deleteFrom('sessions').where('method', '<>', 'sso').where('user_id', 'in', bound(tx)).execute();
}

/** Whether somebody has signed in with this provider. */
export const isTried = async (tx: TenantTransaction, issuer: string): Promise<boolean> =>
  (await tx.selectFrom('identities').select('user_id').where('issuer', '=', issuer).executeTakeFirst()) !==
  undefined;

export async function saveProvider(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  provider: Provider & { clientSecret: string },
): Promise<void> {
  const values = {
    issuer: provider.issuer,
    client_id: provider.clientId,
    sealed: seal(vaultKey, placeOf(tx.tenantId), provider.clientSecret),
    key_version: vaultKey.current,
    default_role: provider.defaultRole,
    enabled: provider.enabled,
    required: provider.required,
    updated_at: new Date(),
  };
  await tx
    .insertInto('identity_providers')
    .values(values)
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute();
}

/** Takes the provider away, and whom it has named; people stay members. */
export async function removeProvider(tx: TenantTransaction): Promise<void> {
  await tx.deleteFrom('identities').execute();
  await tx.deleteFrom('identity_providers').execute();
}

/** Seals the secret with the present vault key; false: there was nothing to do, or it no longer opens. */
export async function rewrapProvider(tx: TenantTransaction, vaultKey: VaultKey): Promise<boolean> {
  const row = await tx
    .selectFrom('identity_providers')
    .select('sealed')
    .where('key_version', '<>', vaultKey.current)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return false;
  const sealed = tryRewrap(vaultKey, placeOf(tx.tenantId), row.sealed);
  if (!sealed) return false;
  await tx.updateTable('identity_providers').set({ sealed, key_version: vaultKey.current }).execute();
  return true;
}

export const listDomains = (tx: TenantTransaction) =>
  tx.selectFrom('identity_domains').selectAll().orderBy('domain').execute();

/** Claims a domain, to be proved; claiming again gives the same challenge. */
export async function addDomain(tx: TenantTransaction, domain: string): Promise<void> {
  await tx
    .insertInto('identity_domains')
    .values({ domain, challenge: randomBytes(16).toString('hex') })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'domain']).doNothing())
    .execute();
}

export async function removeDomain(tx: TenantTransaction, domain: string): Promise<boolean> {
  await tx.deleteFrom('sso_domains').where('domain', '=', domain).execute();
  const { numDeletedRows } = await tx
    .deleteFrom('identity_domains')
    .where('domain', '=', domain)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Another workspace has proved this domain. */
export class DomainTaken extends Error {
  readonly code = 'domain-taken';
}

/** The domain is proved. Throws DomainTaken, which ends the transaction. */
export async function verifyDomain(tx: TenantTransaction, domain: string, now: Date): Promise<void> {
  const proved = await tx
    .updateTable('identity_domains')
    .set({ verified_at: now })
    .where('domain', '=', domain)
    .where('verified_at', 'is', null)
    .returning('domain')
    .executeTakeFirst();
  if (!proved) return; // before
  try {
    await tx.insertInto('sso_domains').values({ domain, tenant_id: tx.tenantId }).execute();
  } catch (error) {
    throw (error as { constraint?: string }).constraint === 'sso_domains_pkey' ? new DomainTaken() : error;
  }
}

/** The workspace whose people have addresses of this domain, or null. Before sign-in, so without a tenant. */
export async function tenantOfDomain(db: Db, domain: string): Promise<string | null> {
  const row = await withoutTenant(
    db,
    (tx) => tx.selectFrom('sso_domains').select('tenant_id').where('domain', '=', domain).executeTakeFirst(),
    { readOnly: true },
  );
  return row?.tenant_id ?? null;
}

/** The person that a provider means by this subject, and whether they are still a member. */
export async function findIdentity(
  tx: TenantTransaction,
  issuer: string,
  subject: string,
): Promise<{ userId: string; member: boolean } | null> {
  const row = await tx
    .selectFrom('identities as i')
    .innerJoin('memberships as m', 'm.user_id', 'i.user_id')
    .select(['i.user_id', 'm.removed_at'])
    .where('i.issuer', '=', issuer)
    .where('i.subject', '=', subject)
    .executeTakeFirst();
  return row ? { userId: row.user_id, member: row.removed_at === null } : null;
}

/**
 * Names a member by their subject; `role`: of an account that was made just now, and becomes a member with it. Gives why not:
 * an account that is no member may be anybody's, whatever its address, and who was removed comes back by invitation only.
 */
export async function insertIdentity(
  tx: TenantTransaction,
  identity: { issuer: string; subject: string; userId: string; role: Role | null },
): Promise<'account-exists' | 'removed' | null> {
  const { issuer, subject, userId, role } = identity;
  if (role) {
    await tx.insertInto('memberships').values({ user_id: userId, role }).execute();
    await tellJoined(tx, userId);
  }
  const membership = await tx
    .selectFrom('memberships')
    .select('removed_at')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!membership) return 'account-exists';
  if (membership.removed_at) return 'removed';
  await tx
    .insertInto('identities')
    .values({ issuer, subject, user_id: userId })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'issuer', 'subject']).doNothing())
    .execute();
  return null;
}
