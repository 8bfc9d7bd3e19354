import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of 127.0.0.1 that nothing listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Throws one sentence with the remedy when something listens there already. */
export async function requireFreePort(port: number, what: string, variable: string): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const trouble = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
    throw new Error(
      `Port ${port} for ${what} ${trouble}; stop what listens there or choose another with ${variable}.`,
      { cause: error },
    );
  }
  server.close();
  await once(server, 'close');
}
