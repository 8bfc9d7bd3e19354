import { randomUUID } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../database.ts';
import type { TenantsTable } from '../schema/tenants.ts';
import { startSubscription } from './subscriptions.ts';
import { hashPassword } from './passwords.ts';
import { withTenant, withoutTenant, type TenantTransaction } from '../tenant.ts';
import { normalEmail } from './users.ts';

export interface NewWorkspace {
  name: string;
  ownerEmail: string;
  ownerName: string;
  ownerTitle?: string | null;
  /** null: sign-in by link only. */
  password: string | null;
  /** Default: Free. */
  plan?: Insertable<TenantsTable>['plan'];
  trialEndsAt?: Date | null;
  timeZone?: string;
  currency?: string;
  locale?: string;
  twoPersonAboveMicros?: bigint | null;
}

/** A new tenant with its owner. A person who already has an account keeps it, password included. */
export async function createWorkspace(
  db: Db,
  workspace: NewWorkspace,
): Promise<{ tenantId: string; userId: string }> {
  const tenantId = randomUUID();
  const locale = workspace.locale ?? 'en';
  const email = normalEmail(workspace.ownerEmail);
  const passwordHash = workspace.password === null ? null : await hashPassword(workspace.password);
  const userId = await withoutTenant(db, async (tx) => {
    await tx
      .insertInto('users')
      .values({
        email,
        name: workspace.ownerName,
        title: workspace.ownerTitle ?? null,
        password_hash: passwordHash,
        locale,
      })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .execute();
    return (await tx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirstOrThrow())
      .id;
  });
  await withTenant(db, { tenantId, actor: `user:${userId}` }, async (tx) => {
    await tx
      .insertInto('tenants')
      .values({
        id: tenantId,
        name: workspace.name,
        two_person_above_micros: workspace.twoPersonAboveMicros ?? null,
        ...(workspace.timeZone ? { time_zone: workspace.timeZone } : {}),
        ...(workspace.currency ? { currency: workspace.currency } : {}),
        locale,
      })
      .execute();
    await tx.insertInto('memberships').values({ user_id: userId, role: 'owner' }).execute();
    const { plan = 'free', trialEndsAt = null } = workspace;
    await startSubscription(tx, { plan, trialEndsAt, actor: `user:${userId}` }, new Date());
  });
  return { tenantId, userId };
}

/** Everything the shell of the console shows about the person and the workspace. */
export async function readSession(tx: TenantTransaction, userId: string) {
  const [user, tenant, approvals, running, agents, connections] = await Promise.all([
    tx
      .selectFrom('users')
      .select(['id', 'name', 'title', 'email', 'locale'])
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
    tx.selectFrom('tenants').selectAll().where('id', '=', tx.tenantId).executeTakeFirstOrThrow(),
    tx
      .selectFrom('proposals')
      .select((e) => e.fn.countAll<bigint>().as('n'))
      .where('state', '=', 'proposed')
      .executeTakeFirstOrThrow(),
    tx
      .selectFrom('tasks')
      .select((e) => e.fn.countAll<bigint>().as('n'))
      .where('state', 'in', ['pending', 'running', 'retrying'])
      .executeTakeFirstOrThrow(),
    tx
      .selectFrom('agent_instances')
      .select((e) => e.fn.countAll<bigint>().as('n'))
      .where('enabled', '=', true)
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow(),
    tx.selectFrom('connections').select(['environment', 'deleted_at']).execute(),
  ]);
  return {
    user,
    tenant,
    // What a disconnected connection has read stays until it is removed.
    sample: connections.some((connection) => connection.environment === 'sandbox'),
    counts: {
      approvals: Number(approvals.n),
      runningTasks: Number(running.n),
      activeAgents: Number(agents.n),
      connections: connections.filter((connection) => connection.deleted_at === null).length,
    },
  };
}

const settings = ['name', 'time_zone', 'currency', 'two_person_above_micros', 'version'] as const;
export type SettingsRow = Pick<Selectable<TenantsTable>, (typeof settings)[number]>;

export function findWorkspace(tx: TenantTransaction): Promise<SettingsRow> {
  return tx
    .selectFrom('tenants')
    .select([...settings])
    .where('id', '=', tx.tenantId)
    .executeTakeFirstOrThrow();
}

/** undefined: it has another version. */
export function updateWorkspace(
  tx: TenantTransaction,
  { version, ...change }: SettingsRow,
): Promise<SettingsRow | undefined> {
  return tx
    .updateTable('tenants')
    .set(change)
    .where('id', '=', tx.tenantId)
    .where('version', '=', version)
    .returning([...settings])
    .executeTakeFirst();
}
