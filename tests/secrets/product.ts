import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../cli/ports.ts';
import { postgresHome, startPostgres } from '../../db/embedded.ts';
import { bootstrap, migrate } from '../../db/migrate.ts';
import { getTemporal } from '../../temporal/binary.ts';
import { startTemporal } from '../../temporal/server.ts';
import { createWorld } from '../faults/world.ts';
import { passwords, template } from '../setup/names.ts';
import { createTestNamespace } from '../setup/temporal.ts';

/**
 * PostgreSQL and Temporal of their own, so that their logs and files can be read whole; PostgreSQL writes down every
 * statement and counts them all. API and worker as processes on top.
 */
export async function startProductApart(env: NodeJS.ProcessEnv, superuserPassword: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'aegis-canary-'));
  const logFile = path.join(folder, 'logs', 'aegis.log');
  const postgres = await startPostgres({
    dataFolder: folder,
    port: await freePort(),
    password: superuserPassword,
    settings: [
      ...['fsync=off', 'log_statement=all', 'log_duration=on', 'log_min_duration_statement=0'],
      ...['log_min_messages=info', 'log_min_error_statement=info', 'log_connections=on'],
      ...['pg_stat_statements.track=all', 'pg_stat_statements.track_utility=on'],
    ],
  });
  const { owner } = await bootstrap(postgres.url, { database: template, passwords });
  await migrate(owner);
  const { file } = await getTemporal({ env: process.env, say: () => {} });
  const options = { file, dataFolder: folder, port: await freePort(), uiPort: await freePort() };
  const temporal = await startTemporal(options);
  // What the helpers of tests/ read; this file's alone.
  process.env.AEGIS_TEST_POSTGRES = postgres.url;
  process.env.AEGIS_TEST_TEMPORAL = temporal.address;
  await asSuperuser(postgres.url, 'create extension pg_stat_statements');
  const world = await createWorld(await createTestNamespace(), Date.now(), {
    LOG_LEVEL: 'debug',
    AEGIS_LOG_FILE: logFile,
    ...env,
  });

  return {
    world,
    temporal,
    /** Every row of every table of ours as text. */
    async rows(): Promise<string> {
      const tables = await world.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('aegis', 'aegis_migrations')`,
      );
      const texts: string[] = [];
      for (const { name } of tables) {
        for (const { row } of await world.query<{ row: string }>(`select t::text as row from ${name} t`)) {
          texts.push(`${name} ${row}`);
        }
      }
      return texts.join('\n');
    },
    /** What PostgreSQL remembers of statements, past and present. */
    async statements(): Promise<string> {
      const rows = [
        ...(await asSuperuser(postgres.url, 'select query from pg_stat_statements')),
        ...(await asSuperuser(postgres.url, 'select query from pg_stat_activity')),
      ] as { query: string }[];
      return rows.map(({ query }) => query).join('\n');
    },
    /** Files of the data folder whose names begin so, as bytes in Latin-1. */
    async files(...prefixes: string[]): Promise<string> {
      const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
        (entry) => entry.isFile() && prefixes.some((prefix) => entry.name.startsWith(prefix)),
      );
      const texts = found.map((entry) => readFile(path.join(entry.parentPath, entry.name), 'latin1'));
      return (await Promise.all(texts)).join('\n');
    },
    async close() {
      await world.close();
      await temporal.stop();
      await postgres.stop();
      await rm(await postgresHome(folder), { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function asSuperuser(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}
