import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from '../migrations/index.ts';

export interface Bootstrap {
  /** Name of the database to create. */
  database: string;
  passwords: { app: string; dispatch: string; owner: string };
}

/** Where each role connects; the passwords are inside. */
export interface DatabaseUrls {
  /** aegis_app: API and workers. */
  app: string;
  /** aegis_dispatch: the sweeper. */
  dispatch: string;
  /** aegis_migrator, which may become aegis_owner: migrations only. */
  owner: string;
}

/**
 * Creates roles, database and pgcrypto, or brings them up to date; safe to repeat and to run twice at once.
 * `superuserUrl` names a role that may create roles and databases, connected to any database of the server.
 */
export async function bootstrap(superuserUrl: string, options: Bootstrap): Promise<DatabaseUrls> {
  const { database, passwords } = options;
  await withClient(superuserUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await requireVersion(client);
    await client.query(ROLES);
    await setPassword(client, 'aegis_app', passwords.app);
    await setPassword(client, 'aegis_dispatch', passwords.dispatch);
    await setPassword(client, 'aegis_migrator', passwords.owner);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(database)} owner aegis_owner`);
    }
  });
  const inDatabase = urlOf(superuserUrl, database);
  await withClient(inDatabase, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(EXTENSIONS);
    const name = client.escapeIdentifier(database);
    await client.query(`revoke all on database ${name} from public;
      grant connect on database ${name} to aegis_app, aegis_dispatch, aegis_migrator`);
  });
  return {
    app: urlOf(superuserUrl, database, 'aegis_app', passwords.app),
    dispatch: urlOf(superuserUrl, database, 'aegis_dispatch', passwords.dispatch),
    owner: urlOf(superuserUrl, database, 'aegis_migrator', passwords.owner),
  };
}

/**
 * Runs the migrations that are missing, oldest first, all in one transaction. Two servers starting at once wait for
 * each other. `ownerUrl` connects as aegis_migrator; `last` is where to stop (tests). Returns the names of those it ran.
 */
export async function migrate(ownerUrl: string, last?: string): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query('set role aegis_owner');
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: poolOf(client) }) });
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(migrations) },
      migrationTableSchema: 'aegis_migrations',
    });
    const { error, results = [] } = await (last ? migrator.migrateTo(last) : migrator.migrateToLatest());
    if (error) {
      const failed = results.find((result) => result.status === 'Error')?.migrationName ?? 'before the first';
      throw new Error(`Migration ${failed} failed and was rolled back: ${messageOf(error)}`, {
        cause: error,
      });
    }
    return results.map((result) => result.migrationName);
  });
}

/** True when every migration of this version has run. */
export async function isMigrated(ownerUrl: string): Promise<boolean> {
  return withClient(ownerUrl, async (client) => {
    await client.query('set role aegis_owner');
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('aegis_migrations.kysely_migration') is not null as there`,
    );
    if (!rows[0]?.there) return false;
    const ran = await client.query<{ name: string }>('select name from aegis_migrations.kysely_migration');
    const names = new Set(ran.rows.map((row) => row.name));
    return Object.keys(migrations).every((name) => names.has(name));
  });
}

/** One advisory lock for bootstrap and migrations, held by the session; released when it ends, however it ends. */
const LOCK = 4_700_470_047;

// aegis_owner inherits nothing: it owns the tables and, through aegis_vault, never reads the vault's key unasked.
// Logged statements carry no parameters, so no sealed secret reaches the server's log.
const ROLES = `
  do $$
  declare name text;
  begin
    foreach name in array array['aegis_owner', 'aegis_vault', 'aegis_app', 'aegis_dispatch', 'aegis_migrator'] loop
      if not exists (select from pg_roles where rolname = name) then execute format('create role %I', name); end if;
    end loop;
  end $$;
  alter role aegis_owner    nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  alter role aegis_vault    nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  alter role aegis_app      login nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  alter role aegis_dispatch login nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  alter role aegis_migrator login nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  grant aegis_vault to aegis_owner;
  grant aegis_owner to aegis_migrator;
  grant aegis_owner to current_user;
  alter role aegis_app set search_path = aegis;
  alter role aegis_dispatch set search_path = aegis;
  alter role aegis_app set idle_in_transaction_session_timeout = '60s';
  alter role aegis_app set statement_timeout = '30s';
  alter role aegis_app set log_parameter_max_length_on_error = 0;
  do $$
  begin
    alter role aegis_app set log_parameter_max_length = 0;
    alter role aegis_vault set log_parameter_max_length = 0;
    alter role aegis_migrator set log_parameter_max_length = 0;
  exception when insufficient_privilege then
    raise warning 'log_parameter_max_length = 0 must be set for aegis_app by the server''s administrator';
  end $$;
`;

// Functions of pgcrypto are reached only by the vault (and by migrations that create its key).
const EXTENSIONS = `
  create schema if not exists crypto authorization aegis_owner;
  create extension if not exists pgcrypto schema crypto;
  revoke all on schema crypto from public;
  grant usage on schema crypto to aegis_owner, aegis_vault;
  revoke create on schema public from public;
`;

/** Asks a server for its version and changes nothing. Throws when it does not answer or is too old. */
export const checkPostgres = (url: string) => withClient(url, requireVersion);

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (version < 15) throw new Error(`PostgreSQL ${version} is too old: use version 15 or newer.`);
}

/** Sends the SCRAM verifier, so that the password itself never reaches the server or its log. */
async function setPassword(client: pg.Client, role: string, password: string): Promise<void> {
  await client.query(
    `alter role ${client.escapeIdentifier(role)} password ${client.escapeLiteral(verifier(password))}`,
  );
}

/** RFC 5802 verifier in PostgreSQL's notation. */
function verifier(password: string): string {
  const salt = randomBytes(16);
  const iterations = 4096;
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(sign('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${sign('Server Key').toString('base64')}`;
}

/** The same server, as another user of another database. */
export function urlOf(base: string, database: string, user?: string, password?: string): string {
  const url = new URL(base);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'aegis-migrate' });
  client.on('error', () => {}); // the query in flight reports it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The one connection that holds lock and role, as the pool that Kysely asks for. */
function poolOf(client: pg.Client) {
  const connection = Object.assign(client, { release: () => {} });
  return { connect: () => Promise.resolve(connection), end: () => Promise.resolve(), options: {} };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
