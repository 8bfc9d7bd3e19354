import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { openDatabase, type Db } from '../../db/database.ts';
import { withTenant, type TenantTransaction } from '../../db/tenant.ts';
import { randomFor, type Random } from '../../domain/random.ts';

export interface StormOptions {
  appUrl: string;
  superuserUrl: string;
  transactions: number;
  /** The same seed draws the same transactions; what kills hit depends on the moment. */
  seed: string;
  onProgress?: (done: number) => void;
}

export interface Storm {
  transactions: number;
  /** Ended by an error or a broken connection instead of a commit. */
  failed: number;
  /** Connections that were killed, in the middle of a transaction or between two. */
  killed: number;
  /** Every row, count or context that belonged to another tenant, and every committed row that is not there, in words. */
  leaks: string[];
}

const TENANTS = 20;
const CONNECTIONS = 5;
const POOL = 8;
const AT_ONCE = 32;
/** One connection is killed about every so many transactions. */
const KILL_EVERY = 100;

interface Member {
  id: string;
  connections: string[];
  /** Rows that the database has said are kept. */
  kept: number;
}

/**
 * Random transactions of many tenants over one small pool: reads, writes, upserts on the same keys, several statements in one
 * flight; ending in a commit, an error of ours or of PostgreSQL, a statement nobody waits for, or a killed connection.
 */
export async function storm(options: StormOptions): Promise<Storm> {
  const { appUrl, superuserUrl, transactions, seed, onProgress } = options;
  const db = openDatabase(appUrl, { size: POOL, waitMs: 30_000 });
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  const result: Storm = { transactions: 0, failed: 0, killed: 0, leaks: [] };
  const leak = (what: string) => void result.leaks.push(what);
  try {
    const members: Member[] = [];
    for (let i = 0; i < TENANTS; i += 1) members.push(await addMember(db));
    let begun = 0;
    const worker = async () => {
      while (begun < transactions) {
        const number = begun++;
        const random = randomFor(seed, number);
        const [member, other] = pickTwo(random, members);
        await transact(db, superuser, random, member, other, leak).catch(() => (result.failed += 1));
        if (random.integer(1, KILL_EVERY) === 1) result.killed += await killOne(superuser);
        result.transactions += 1;
        if (result.transactions % 10_000 === 0) onProgress?.(result.transactions);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await checkWhatIsStored(superuser, members, leak);
    return result;
  } finally {
    await db.close();
    await superuser.end();
  }
}

async function addMember(db: Db): Promise<Member> {
  const id = randomUUID();
  const connections = Array.from({ length: CONNECTIONS }, () => randomUUID());
  await withTenant(db, { tenantId: id, actor: id }, async (tx) => {
    await tx.insertInto('tenants').values({ id, name: id }).execute();
    await tx
      .insertInto('connections')
      .values(
        connections.map((connection) => ({
          ...{ id: connection, name: id, external_user_id: connection },
          ...{ platform: 'meta' as const, environment: 'sandbox' as const },
        })),
      )
      .execute();
  });
  return { id, connections, kept: 0 };
}

function pickTwo(random: Random, members: Member[]): [Member, Member] {
  const member = random.pick(members);
  const other = random.pick(members.filter((one) => one !== member));
  return [member, other];
}

const endings = [
  ...Array.from({ length: 16 }, () => 'commit' as const),
  ...(['throw', 'fail', 'forget', 'kill'] as const),
];

/** Throws when the transaction did not commit, which is no leak. */
async function transact(
  db: Db,
  superuser: pg.Client,
  random: Random,
  member: Member,
  other: Member,
  leak: (what: string) => void,
): Promise<void> {
  if (random.integer(1, 30) === 1) return lookAtBareConnection(db, leak);
  const ending = random.pick(endings);
  const readOnly = random.integer(1, 3) === 1;
  let written = 0;
  await withTenant(db, { tenantId: member.id, actor: member.id, readOnly }, async (tx) => {
    const steps = Array.from({ length: random.integer(1, 3) }, () =>
      random.pick(readOnly ? reads : [...reads, ...writes]),
    );
    const work = steps.map((step) => () => step(tx, member, other, leak));
    const together = random.integer(1, 2) === 1;
    const counts = together
      ? await Promise.all(work.map((step) => step()))
      : await work.reduce<Promise<number[]>>(
          async (before, step) => [...(await before), await step()],
          Promise.resolve([]),
        );
    written = counts.reduce((sum, count) => sum + count, 0);
    if (ending === 'throw') throw new Error('asked to');
    if (ending === 'fail') await sql`select 1 / 0`.execute(tx);
    if (ending === 'forget') void reads[0]!(tx, member, other, leak).catch(() => {});
    if (ending === 'kill') await killSelf(superuser, tx);
  });
  member.kept += written;
}

type Step = (
  tx: TenantTransaction,
  member: Member,
  other: Member,
  leak: (what: string) => void,
) => Promise<number>;

const reads: Step[] = [
  async (tx, member, _, leak) => {
    const rows = await tx.selectFrom('connections').select(['id', 'name', 'tenant_id']).execute();
    for (const row of rows) {
      if (row.tenant_id !== member.id || row.name !== member.id)
        leak(`${member.id} read ${JSON.stringify(row)}`);
    }
    if (rows.length !== CONNECTIONS)
      leak(`${member.id} saw ${rows.length} connections instead of ${CONNECTIONS}`);
    return 0;
  },
  async (tx, member, other, leak) => {
    const rows = await tx
      .selectFrom('connections')
      .select('id')
      .where('id', 'in', other.connections)
      .execute();
    if (rows.length > 0) leak(`${member.id} read connections of ${other.id} by their ids`);
    return 0;
  },
  async (tx, member, _, leak) => {
    const rows = await tx.selectFrom('tenants').select(['id', 'name']).execute();
    if (rows.length !== 1 || rows[0]!.id !== member.id)
      leak(`${member.id} read tenants ${JSON.stringify(rows)}`);
    return 0;
  },
];

const writes: Step[] = [
  async (tx, member, _, leak) => {
    const row = await tx
      .insertInto('idempotency_keys')
      .values({ route: member.id, key: randomUUID(), request_hash: Buffer.alloc(32) })
      .returning('tenant_id')
      .executeTakeFirstOrThrow();
    if (row.tenant_id !== member.id) leak(`${member.id} wrote as ${row.tenant_id}`);
    return 1;
  },
  async (tx, member, _, leak) => {
    // The same key in every tenant: a conflict with another's row would show here.
    const row = await tx
      .insertInto('idempotency_keys')
      .values({ route: 'shared', key: 'shared', request_hash: Buffer.from(member.id) })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'route', 'key']).doUpdateSet({ request_hash: Buffer.from(member.id) }),
      )
      .returning('tenant_id')
      .executeTakeFirstOrThrow();
    if (row.tenant_id !== member.id) leak(`${member.id} upserted the row of ${row.tenant_id}`);
    return 0;
  },
  async (tx, member, other, leak) => {
    const rows = await tx
      .updateTable('connections')
      .set({ reconnect_reason: member.id })
      .where('id', 'in', [...member.connections.slice(0, 1), ...other.connections])
      .returning(['id', 'tenant_id'])
      .execute();
    if (rows.length !== 1 || rows[0]!.tenant_id !== member.id)
      leak(`${member.id} changed ${JSON.stringify(rows)}`);
    return 0;
  },
  async (tx, member, other, leak) => {
    const result = await tx.deleteFrom('connections').where('id', 'in', other.connections).executeTakeFirst();
    if (result.numDeletedRows !== 0n) leak(`${member.id} deleted connections of ${other.id}`);
    return 0;
  },
];

/** What a connection of the pool knows when nobody works on it: nothing. */
async function lookAtBareConnection(db: Db, leak: (what: string) => void): Promise<void> {
  const client = await db.pool.connect();
  try {
    const { rows } = await client.query<{ tenant: string; seen: bigint }>(
      `select coalesce(current_setting('app.tenant_id', true), '') as tenant, (select count(*) from connections) as seen`,
    );
    if (rows[0]!.tenant !== '' || rows[0]!.seen !== 0n)
      leak(`a connection in the pool knew ${JSON.stringify(rows[0]!.tenant)}`);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function killSelf(superuser: pg.Client, tx: TenantTransaction): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  await superuser.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
  await sql`select 1`.execute(tx);
}

/** Any connection of the application, whatever it is doing. */
async function killOne(superuser: pg.Client): Promise<number> {
  const { rows } = await superuser.query<{ killed: number }>(
    `select count(pg_terminate_backend(pid))::int as killed from (select pid from pg_stat_activity
      where usename = 'aegis_app' and datname = current_database() order by random() limit 1) one`,
  );
  return rows[0]!.killed;
}

/** Every row stands under the tenant that wrote it, and everything that was committed stands. */
async function checkWhatIsStored(
  superuser: pg.Client,
  members: Member[],
  leak: (what: string) => void,
): Promise<void> {
  const { rows: strays } = await superuser.query<{ what: string }>(`
    select 'key ' || route || ' of ' || tenant_id as what from aegis.idempotency_keys where route <> 'shared' and route <> tenant_id::text
    union all select 'shared key of ' || tenant_id from aegis.idempotency_keys
      where route = 'shared' and convert_from(request_hash, 'UTF8') <> tenant_id::text
    union all select 'connection ' || id from aegis.connections
      where name <> tenant_id::text or coalesce(reconnect_reason, name) <> tenant_id::text
    union all select 'audit ' || id from aegis.audit_log where actor <> tenant_id::text`);
  for (const { what } of strays) leak(`stored under another tenant: ${what}`);
  const { rows: counts } = await superuser.query<{ route: string; n: number }>(
    `select route, count(*)::int as n from aegis.idempotency_keys group by route`,
  );
  const stored = new Map(counts.map(({ route, n }) => [route, n]));
  for (const { id, kept } of members) {
    if ((stored.get(id) ?? 0) < kept)
      leak(`${id} committed ${kept} rows, of which ${stored.get(id) ?? 0} are there`);
  }
}
