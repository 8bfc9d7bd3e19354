import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commandLine, stopLeftOver } from '../../cli/left-over.ts';
import { freePort } from '../../cli/ports.ts';
import { postgresHome, startPostgres } from '../../db/embedded.ts';
import { bootstrap, migrate } from '../../db/migrate.ts';
import { getTemporal } from '../../temporal/binary.ts';
import { startTemporal, temporalDatabase, temporalPidFile } from '../../temporal/server.ts';
import { passwords, superuserPassword, template } from './names.ts';
import stop, { onStop } from './stop.ts';

const prefix = 'aegis-tests-';

/** One PostgreSQL with a migrated template database and one Temporal for all test files of a run. */
export default async function start(): Promise<void> {
  await removeLeftOvers();
  const folder = await mkdtemp(path.join(tmpdir(), `${prefix}${process.pid}-`));
  onStop(() => removeFolder(folder));
  try {
    await Promise.all([startDatabase(folder), startEngine(folder)]);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startDatabase(folder: string): Promise<void> {
  const postgres = await startPostgres({
    dataFolder: folder,
    port: await freePort(),
    password: superuserPassword,
    // The data is thrown away: it need not survive a power cut.
    settings: ['fsync=off', 'full_page_writes=off', 'max_connections=200'],
  });
  onStop(() => postgres.stop());
  const { owner } = await bootstrap(postgres.url, { database: template, passwords });
  await migrate(owner);
  process.env.AEGIS_TEST_POSTGRES = postgres.url;
}

async function startEngine(folder: string): Promise<void> {
  const { file } = await getTemporal({ env: process.env, say: (text) => process.stderr.write(`${text}\n`) });
  const options = { file, dataFolder: folder, port: await freePort(), uiPort: await freePort() };
  const temporal = await startTemporal(options);
  onStop(() => temporal.stop());
  process.env.AEGIS_TEST_TEMPORAL = temporal.address;
}

/** What an earlier run left behind because it was killed. */
async function removeLeftOvers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (!pid || /jest|histories/.test(commandLine(Number(pid)))) continue;
    const folder = path.join(tmpdir(), name);
    if ((await stat(folder)).uid !== process.getuid?.()) continue; // another user's
    const data = path.join(await postgresHome(folder), 'postgres');
    await stopLeftOver(path.join(data, 'postmaster.pid'), data, 'SIGINT');
    await stopLeftOver(temporalPidFile(folder), temporalDatabase(folder), 'SIGTERM');
    await removeFolder(folder);
  }
}

async function removeFolder(folder: string): Promise<void> {
  await rm(await postgresHome(folder), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}
