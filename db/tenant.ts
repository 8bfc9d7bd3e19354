import type { Socket } from 'node:net';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import { acquire, bindKysely, type Db } from './database.ts';
import type { Database, GlobalTables } from './schema/index.ts';

/** Who works, for whom, in answer to what. `actor` and `requestId` end in the audit log. */
export interface TenantContext {
  tenantId: string;
  /** For example `user:<id>`, `agent:budget-analyzer`, `system:sweeper`. */
  actor: string;
  requestId?: string | null;
  /** The database refuses every write, and the caller does not wait for the end of the transaction. */
  readOnly?: boolean;
  /** Every statement sees the data as they were at the first one; read-only, and ended when the caller goes on. */
  snapshot?: boolean;
  /**
   * Only for rows that are made again when they are missing: the commit does not wait for the disk, so a crash of
   * PostgreSQL may lose the last half second of them. A later transaction that waits saves these too.
   */
  remade?: boolean;
}

/** What a query builder can do inside a transaction: everything but opening another one. */
type Inside<Tables> = Omit<
  Kysely<Tables>,
  | 'transaction'
  | 'startTransaction'
  | 'connection'
  | 'destroy'
  | 'schema'
  | 'introspection'
  | typeof Symbol.asyncDispose
>;

/** A transaction that sees and writes one tenant's rows only. Valid until the work given to `withTenant` ends. */
export type TenantTransaction = Inside<Database> & { readonly tenantId: string };

/** A transaction before a tenant is known: users, sessions, sign-in links; memberships of the user or session given. */
export type GlobalTransaction = Inside<GlobalTables & Pick<Database, 'memberships'>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Runs `work` in one transaction as one tenant: the only way to tenant tables. Commits when it returns, rolls back
 * when it throws. BEGIN, the tenant and the first statement travel together.
 * Throws DatabaseUnavailable before anything was done, else what `work` or PostgreSQL throws.
 */
export async function withTenant<T>(
  db: Db,
  context: TenantContext,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  const { tenantId, actor, requestId, readOnly, snapshot, remade } = context;
  if (!UUID.test(tenantId)) throw new TypeError('withTenant needs the tenant id as a UUID.');
  const settings = [tenantId, '', actor, requestId ?? '', remade ? 'off' : null];
  return inTransaction(db, settings, snapshot ? 'snapshot' : readOnly ? 'read' : 'write', (client, check) =>
    work(Object.assign(bindKysely<Database>(client, check), { tenantId })),
  );
}

/**
 * Runs `work` without a tenant: only for db/repositories/{users,sessions}.ts, before one is known. Tenant tables are
 * empty here, but for the memberships of `userId`, or of the person whose session has the hash `session`.
 */
export async function withoutTenant<T>(
  db: Db,
  work: (tx: GlobalTransaction) => Promise<T>,
  context: {
    userId?: string;
    session?: Buffer;
    actor?: string;
    requestId?: string | null;
    readOnly?: boolean;
  } = {},
): Promise<T> {
  const settings = ['', context.userId ?? '', context.actor ?? '', context.requestId ?? '', null];
  return inTransaction(
    db,
    settings,
    context.readOnly ? 'read' : 'write',
    (client, check) => work(bindKysely<GlobalTables & Pick<Database, 'memberships'>>(client, check)),
    context.session,
  );
}

const SETTINGS = `select set_config('app.tenant_id', $1, true), set_config('app.user_id', $2, true),
  set_config('app.actor', $3, true), set_config('app.request_id', $4, true),
  set_config('synchronous_commit', coalesce($5, current_setting('synchronous_commit')), true)`;
const AS_SESSION = `select set_config('app.user_id', user_id::text, true) from aegis.sessions where id_hash = $1`;

const begins = {
  write: 'begin',
  read: 'begin read only',
  snapshot: 'begin isolation level repeatable read read only',
};

async function inTransaction<T>(
  db: Db,
  settings: (string | null)[],
  kind: keyof typeof begins,
  work: (client: pg.PoolClient, check: () => void) => Promise<T>,
  session?: Buffer,
): Promise<T> {
  const client = await acquire(db);
  let open = true;
  const check = () => {
    if (!open) throw new Error('This transaction has ended; await every statement inside withTenant.');
  };
  let begun: Promise<unknown> = Promise.resolve();
  try {
    const result = await inOneFlight(client, () => {
      begun = Promise.all([
        client.query(begins[kind]),
        client.query({ name: 'aegis_settings', text: SETTINGS, values: settings }),
        session && client.query({ name: 'aegis_session', text: AS_SESSION, values: [session] }),
      ]);
      begun.catch(() => {}); // awaited below; the first statement may report the same failure earlier
      return work(client, check);
    });
    await begun;
    open = false;
    const committed = commit(client);
    // Nothing was written, so there is nothing to wait for; the client returns to the pool when it is clean.
    if (kind !== 'read') await committed;
    else committed.catch(() => {});
    return result;
  } catch (error) {
    if (open) {
      open = false;
      await rollback(client);
    }
    throw error;
  }
}

/** Holds back what `send` sends before its first await and puts it on the wire together (saves a third of the time). */
function inOneFlight<T>(client: pg.PoolClient, send: () => Promise<T>): Promise<T> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    const { command } = await client.query('commit');
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (command !== 'COMMIT') {
      throw new Error('An earlier statement failed and was not handled, so the transaction was rolled back.');
    }
  } finally {
    release(client);
  }
}

async function rollback(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    // the connection is broken; release sees it
  }
  release(client);
}

/** Back to the pool only when idle outside a transaction; anything else is closed, so no context survives. */
function release(client: pg.PoolClient): void {
  client.release(client.getTransactionStatus() !== 'I');
}
