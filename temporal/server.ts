import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { isNewEnough, oldestServer } from './binary.ts';
import { NAMESPACE, searchAttributes } from './names.ts';

const run = promisify(execFile);
const retention = msToTs('720h');

export interface TemporalServer {
  address: string;
  uiUrl: string;
  /** Settles when the server's process has ended, for whatever reason. */
  exited: Promise<void>;
  /** Safe to call twice. */
  stop(): Promise<void>;
  /** At once, without waiting. */
  kill(): void;
}

/**
 * Starts the development server on 127.0.0.1, its state in `<dataFolder>/temporal.db`. The caller makes sure that no other
 * server has that file open: Temporal does not. Errors are one sentence.
 */
export async function startTemporal(options: {
  /** The CLI, see getTemporal. */
  file: string;
  dataFolder: string;
  port: number;
  uiPort: number;
  /** What opens sealed payloads in its UI. */
  codecUrl?: string;
}): Promise<TemporalServer> {
  const { file, dataFolder, port, uiPort, codecUrl } = options;
  const logFile = path.join(dataFolder, 'logs', 'temporal.log');
  await mkdir(path.dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a', 0o600);
  const address = `127.0.0.1:${port}`;
  const flags = [
    ...['--ip', '127.0.0.1', '--port', String(port), '--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)],
    ...['--db-filename', temporalDatabase(dataFolder), '--namespace', NAMESPACE, '--log-level', 'error'],
    ...['journal_mode=WAL', 'synchronous=NORMAL'].flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...Object.entries(searchAttributes).flatMap(([key, type]) => ['--search-attribute', `${key}=${type}`]),
    ...(await dynamicConfig()).flatMap((value) => ['--dynamic-config-value', value]),
    ...(codecUrl ? ['--ui-codec-endpoint', codecUrl] : []),
    ...(await knownFlags(file, ['--ui-disable-news-fetch'])),
  ];
  // No environment: TEMPORAL_* variables and profiles of this machine are meant for other servers.
  // Detached: Ctrl-C in a terminal must reach only us, who stop the server after its workers.
  // The mask keeps its files from other users; a file made beforehand would get no tables.
  const mask = process.umask(0o077);
  const server = spawn(file, ['server', 'start-dev', ...flags], {
    env: {},
    cwd: dataFolder,
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  process.umask(mask);
  const exited = once(server, 'exit').then(
    () => undefined,
    () => undefined,
  );
  await log.close();
  try {
    await writeFile(temporalPidFile(dataFolder), String(server.pid ?? ''));
    await untilReady(server, address);
    await prepareNamespace(address);
  } catch (error) {
    await stop(server, exited);
    throw new Error(`Temporal did not start on port ${port}: ${(error as Error).message} See ${logFile}.`, {
      cause: error,
    });
  }
  return {
    address,
    // By the host name of the console: browsers send an http page's cookies to the same host only.
    uiUrl: `http://localhost:${uiPort}`,
    exited,
    stop: () => stop(server, exited),
    kill: () => void server.kill('SIGKILL'),
  };
}

/** Holds the process id of the last development server of this data folder, running or not. */
export const temporalPidFile = (dataFolder: string) => path.join(dataFolder, 'temporal.pid');
export const temporalDatabase = (dataFolder: string) => path.join(path.resolve(dataFolder), 'temporal.db');

/**
 * Makes a server, ours or one at TEMPORAL_ADDRESS, ready for us: new enough, namespace, search attributes, retention of
 * 30 days. Does nothing twice. Errors are one sentence.
 */
export async function prepareNamespace(address: string, namespace: string = NAMESPACE): Promise<void> {
  const connection = await connectTo(address);
  try {
    const { workflowService, operatorService } = connection;
    const exists = await workflowService.describeNamespace({ namespace }).then(
      () => true,
      () => false,
    );
    if (exists) {
      await workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: retention },
      });
    } else {
      await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
      await untilNamespaceKnown(connection, namespace);
    }
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(searchAttributes).filter(([key]) => !(key in customAttributes));
    if (missing.length > 0) {
      const types = proto.temporal.api.enums.v1.IndexedValueType;
      await operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(
          missing.map(([key, type]) => [
            key,
            type === 'Int' ? types.INDEXED_VALUE_TYPE_INT : types.INDEXED_VALUE_TYPE_KEYWORD,
          ]),
        ),
      });
    }
  } finally {
    await connection.close();
  }
}

/** Asks a server for its version and changes nothing. Errors are one sentence: no answer, or too old. */
export async function checkServer(address: string): Promise<void> {
  await (await connectTo(address)).close();
}

async function connectTo(address: string): Promise<Connection> {
  const noAnswer = (error: Error) => {
    throw new Error(`No Temporal server answers at ${address} (${error.message}); check TEMPORAL_ADDRESS.`);
  };
  // A busy server may take its time; where nothing listens there is nothing to wait for.
  await requireListener(address).catch(noAnswer);
  const connection = await Connection.connect({ address, connectTimeout: '20s' }).catch(noAnswer);
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  if (!serverVersion || isNewEnough(serverVersion)) return connection;
  await connection.close();
  throw new Error(
    `The Temporal server at ${address} is ${serverVersion} and ${oldestServer} is needed; upgrade it, or unset TEMPORAL_ADDRESS to use our own.`,
  );
}

async function requireListener(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 7233) });
  socket.setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')));
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** A new namespace reaches the server's caches only after some seconds. */
async function untilNamespaceKnown(connection: Connection, namespace: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await connection.operatorService.listSearchAttributes({ namespace });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(200);
    }
  }
}

/** `key=value` for each entry of dynamic-config.yaml, which a cluster reads itself. */
async function dynamicConfig(): Promise<string[]> {
  const text = await readFile(new URL('./dynamic-config.yaml', import.meta.url), 'utf8');
  return [...text.matchAll(/^([\w.]+):\n {2}- value: (\S+)$/gm)].map(([, key, value]) => `${key}=${value}`);
}

async function knownFlags(file: string, wanted: string[]): Promise<string[]> {
  const { stdout } = await run(file, ['server', 'start-dev', '--help']);
  return wanted.filter((flag) => stdout.includes(flag));
}

async function untilReady(server: ChildProcess, address: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  let failed: Error | undefined;
  server.once('error', (error) => (failed = error));
  for (;;) {
    if (failed) throw failed;
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('its process ended.');
    if (Date.now() > deadline) throw new Error('no answer within 60 s.');
    const connection = await Connection.connect({ address, connectTimeout: '1s' }).catch(() => null);
    const ready = await connection?.workflowService.describeNamespace({ namespace: NAMESPACE }).then(
      () => true,
      () => false,
    );
    await connection?.close();
    if (ready) return;
    await sleep(50);
  }
}

/** Takes 2–3 s by itself; killed after 15 s. */
async function stop(server: ChildProcess, exited: Promise<void>): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(timer);
}
