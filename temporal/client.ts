import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';

export interface Temporal {
  client: Client;
  /** Shared by worker and client of one process: only then a start can be eager. */
  connection: NativeConnection;
  namespace: string;
  close(): Promise<void>;
}

let installed = false;

/** Our own ordered shutdown ends workers; the SDK's signal handlers would get in its way. Once per process. */
function installRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR' } } },
  });
}

/** Connects worker and client. Throws one sentence when no server answers. */
export async function connectTemporal(options: { address: string; namespace: string }): Promise<Temporal> {
  const { address, namespace } = options;
  installRuntime();
  const connection = await NativeConnection.connect({ address }).catch((error: Error) => {
    throw new Error(`No Temporal server answers at ${address}; check TEMPORAL_ADDRESS.`, { cause: error });
  });
  const client = new Client({ connection, namespace });
  return { client, connection, namespace, close: () => connection.close() };
}

/** A client that connects with its first call: for an API apart from its worker, which also starts without Temporal. */
export function lazyClient(options: { address: string; namespace: string }): {
  client: Client;
  close(): Promise<void>;
} {
  const connection = Connection.lazy({ address: options.address });
  return {
    client: new Client({ connection, namespace: options.namespace }),
    close: () => connection.close(),
  };
}
