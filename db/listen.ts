import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** What changed, as sent by repositories with `notify` in the transaction that changed it. */
export interface ChangeEvent {
  tenant: string;
  kind:
    'task' | 'sync' | 'proposal' | 'connection' | 'agent' | 'campaign' | 'sample' | 'plan' | 'notification';
  id: string;
  version?: number;
  /** Of a task: what it is now. */
  state?: string;
  /** Whom alone it concerns. */
  person?: string;
}

export interface Listener {
  /** Ends the connection; no event follows. */
  close(): Promise<void>;
}

const CHANNEL = 'aegis';
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A half-open connection is noticed after this long without an answer. */
const PULSE_MS = 15_000;

/**
 * Listens to changes over one connection of its own and reconnects for ever. `onGap` is called each time the
 * connection comes back after a loss: events may be missing, so readers must read again.
 * Throws when the first connection fails.
 */
export async function listen(
  databaseUrl: string,
  onEvent: (event: ChangeEvent) => void,
  onGap: () => void,
): Promise<Listener> {
  const stop = new AbortController();
  let client = await subscribe(databaseUrl, onEvent);
  const running = (async () => {
    for (;;) {
      await untilLost(client, stop.signal);
      if (stop.signal.aborted) return;
      const next = await resubscribe(databaseUrl, onEvent, stop.signal);
      if (!next) return;
      client = next;
      onGap();
    }
  })();
  return {
    close: async () => {
      stop.abort();
      await running;
      await client.end().catch(() => {});
    },
  };
}

async function subscribe(url: string, onEvent: (event: ChangeEvent) => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'aegis-listen',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {}); // 'end' follows
  client.on('notification', ({ payload }) => {
    const event = parse(payload);
    if (event) onEvent(event);
  });
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return client;
}

/** Settles when the connection is lost or `signal` is aborted. */
async function untilLost(client: pg.Client, signal: AbortSignal): Promise<void> {
  const lost = new AbortController();
  const end = () => lost.abort();
  client.once('end', end);
  signal.addEventListener('abort', end, { once: true });
  while (!lost.signal.aborted && !signal.aborted) {
    await sleep(PULSE_MS, undefined, { signal: lost.signal, ref: false }).catch(() => {});
    if (!lost.signal.aborted && !signal.aborted && !(await answers(client))) break;
  }
  signal.removeEventListener('abort', end);
  client.off('end', end);
}

async function answers(client: pg.Client): Promise<boolean> {
  const timeout = new AbortController();
  const answer = client.query('select').then(
    () => true,
    () => false,
  );
  const silence = sleep(PULSE_MS, false, { signal: timeout.signal, ref: false }).catch(() => false);
  const alive = await Promise.race([answer, silence]);
  timeout.abort();
  if (!alive) void client.end().catch(() => {});
  return alive;
}

async function resubscribe(
  url: string,
  onEvent: (event: ChangeEvent) => void,
  signal: AbortSignal,
): Promise<pg.Client | null> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await subscribe(url, onEvent);
    } catch {
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
  return null;
}

function parse(payload: string | undefined): ChangeEvent | null {
  try {
    const event = JSON.parse(payload ?? '') as ChangeEvent;
    return typeof event.tenant === 'string' && typeof event.kind === 'string' ? event : null;
  } catch {
    return null; // somebody else's use of the channel
  }
}
