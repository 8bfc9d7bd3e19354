import { createHash } from 'node:crypto';
import {
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import type { Database } from './schema/index.ts';

/** The application's connections. Only `withTenant` and `withoutTenant` (db/tenant.ts) turn it into queries. */
export interface Db {
  pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Most connections at once; default 10. */
  size?: number;
  /** How long a caller waits for a connection before DatabaseUnavailable, in ms; default 5,000. */
  waitMs?: number;
  /** The database ends a statement that takes longer, in ms; default: never. */
  statementMs?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** Told about connections that break while nobody uses them; the pool replaces them by itself. */
  onError?: (error: Error) => void;
}

/** No connection could be had in time: PostgreSQL is away, or all connections are in use. Nothing was done. */
export class DatabaseUnavailable extends Error {
  readonly code = 'database-unavailable';
  constructor(cause: unknown) {
    super('The database did not answer in time. Nothing was changed; try again shortly.', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

const IN_FAILED_TRANSACTION = '25P02';
const INT8 = 20;
const DATE = 1082;

/** int8 as bigint, date as 'YYYY-MM-DD', everything else as pg does. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): ((text: string) => unknown) => {
    if (oid === INT8) return BigInt;
    if (oid === DATE) return (text) => text;
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

/** Opens a pipelined pool as aegis_app. Connects lazily: the first query tells whether PostgreSQL is there. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Db {
  const pool = createPool(url, { ...options, pipeline: true });
  return { pool, close: () => pool.end() };
}

/** Opens the sweeper's own small pool as aegis_dispatch, which sees `due_work` of all tenants and nothing else. */
export function openDispatch(url: string, options: DatabaseOptions = {}): Kysely<Pick<Database, 'due_work'>> {
  return new Kysely({ dialect: new PostgresDialect({ pool: createPool(url, { size: 2, ...options }) }) });
}

function createPool(url: string, options: DatabaseOptions & { pipeline?: boolean }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.size ?? 10,
    connectionTimeoutMillis: options.waitMs ?? 5_000,
    application_name: options.name ?? 'aegis',
    ...(options.statementMs ? { statement_timeout: options.statementMs } : {}),
    types,
    ...(options.pipeline ? { pipeline: true } : {}),
  });
  const report = options.onError ?? (() => {});
  pool.on('error', report);
  // A connection that breaks in use rejects its queries; without a listener it would also end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Takes a client from the pool, or throws DatabaseUnavailable. */
export async function acquire(db: Db): Promise<pg.PoolClient> {
  try {
    return await db.pool.connect();
  } catch (error) {
    throw new DatabaseUnavailable(error);
  }
}

const dialect = new PostgresDialect({ pool: () => Promise.reject(new Error('queries need a transaction')) });
const executor = new DefaultQueryExecutor(new PostgresQueryCompiler(), new PostgresAdapter(), {
  provideConnection: () => Promise.reject(new Error('queries need a transaction')),
});
const shell = { config: { dialect }, dialect, driver: new DummyDriver() };

/**
 * Query builder bound to one client. It sends without waiting for earlier statements, so `Promise.all` of two
 * statements is one round trip. `check` throws once the transaction is over.
 */
export function bindKysely<Tables>(client: pg.PoolClient, check: () => void): Kysely<Tables> {
  let failure: unknown;
  const connection: DatabaseConnection = {
    executeQuery: <Row>(query: CompiledQuery) => {
      check();
      return execute<Row>(client, query).catch((error: unknown) => {
        // Statements behind the one that failed in the same flight fail too; the first failure says why.
        if ((error as { code?: string }).code !== IN_FAILED_TRANSACTION) failure = error;
        throw failure ?? error;
      });
    },
    streamQuery: () => {
      throw new Error(
        'Streaming holds a portal open and cannot share a pipelined connection; page by key instead.',
      );
    },
  };
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) };
  return new Kysely<Tables>({ ...shell, executor: executor.withConnectionProvider(provider) });
}

async function execute<Row>(client: pg.PoolClient, query: CompiledQuery): Promise<QueryResult<Row>> {
  const { sql, parameters } = query;
  const result = await client.query({
    name: statementName(sql, parameters.length),
    text: sql,
    values: [...parameters],
  });
  return {
    rows: result.rows as Row[],
    numAffectedRows: result.command === 'SELECT' ? undefined : BigInt(result.rowCount ?? 0),
  };
}

/** Statements with more parameters than this are bulk writes of varying length: they are not kept prepared. */
const MOST_PARAMETERS = 60;
/** Every connection keeps every named statement, so their number is bounded. */
const MOST_NAMES = 1_000;
const names = new Map<string, string>();

/** Name of a statement's prepared form (without one, row-level security costs up to twice as much), or undefined. */
function statementName(text: string, parameters: number): string | undefined {
  if (parameters > MOST_PARAMETERS) return undefined;
  let name = names.get(text);
  if (name === undefined && names.size < MOST_NAMES) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    names.set(text, name);
  }
  return name;
}
