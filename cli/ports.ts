import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that nothing listens on right now, from below those that systems give to outgoing connections: one of
 * these could take it before we do.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const free = await requireFreePort(port, '', '').then(
      () => true,
      () => false,
    );
    if (free) return port;
  }
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
