import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, type Logger as SdkLogger } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { VaultKey } from '../db/vault-key.ts';
import { dataConverter } from './codec.ts';

/** Where Temporal is. With a payload key, what it stores is sealed. */
export interface TemporalConfig {
  address: string;
  namespace: string;
  payloadKey?: VaultKey | null;
}

export interface Temporal {
  client: Client;
  /** Shared by worker and client of one process: only then a start can be eager. */
  connection: NativeConnection;
  namespace: string;
  close(): Promise<void>;
}

let installed = false;

/** Our own ordered shutdown ends workers; the SDK's signal handlers would get in its way. Once per process. */
function installRuntime(log: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    shutdownSignals: [],
    logger: sdkLogger(log.child({ from: 'temporal' })),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR' } } },
  });
}

/** The SDK's lines in our log. What it says about each worker at every start is for debugging. */
function sdkLogger(log: Logger): SdkLogger {
  const write: SdkLogger['log'] = (level, message, meta) => {
    const usual = level === 'INFO' || /^No (workflows|activities) registered/.test(message);
    const { error, ...rest } = meta ?? {};
    const name = usual ? 'debug' : (level.toLowerCase() as Lowercase<typeof level>);
    log[name](error instanceof Error ? { ...rest, err: error } : { ...rest }, message);
  };
  return {
    log: write,
    trace: (message, meta) => void write('TRACE', message, meta),
    debug: (message, meta) => void write('DEBUG', message, meta),
    info: (message, meta) => void write('INFO', message, meta),
    warn: (message, meta) => void write('WARN', message, meta),
    error: (message, meta) => void write('ERROR', message, meta),
  };
}

/** Connects worker and client. Throws one sentence when no server answers. */
export async function connectTemporal(
  { address, namespace, payloadKey }: TemporalConfig,
  log: Logger,
): Promise<Temporal> {
  installRuntime(log);
  const connection = await NativeConnection.connect({ address }).catch((error: Error) => {
    throw new Error(`No Temporal server answers at ${address}; check TEMPORAL_ADDRESS.`, { cause: error });
  });
  const client = new Client({ connection, namespace, dataConverter: dataConverter(payloadKey) });
  return { client, connection, namespace, close: () => connection.close() };
}

/**
 * A client that connects with its first call: for an API apart from its worker, which also starts without Temporal. It
 * tries once: callers wait 300 ms and the sweeper delivers, and a retry that is still waiting when the connection closes
 * would end the process.
 */
export function lazyClient({ address, namespace, payloadKey }: TemporalConfig): {
  client: Client;
  close(): Promise<void>;
} {
  const connection = Connection.lazy({ address, interceptors: [] });
  return {
    client: new Client({ connection, namespace, dataConverter: dataConverter(payloadKey) }),
    close: () => connection.close(),
  };
}
