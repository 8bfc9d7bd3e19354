/** How long an ordered end may take before everything is killed, in ms. */
const DEADLINE = 30_000;

/** Something that was started and has to be ended. */
export interface Part {
  close(): Promise<void> | void;
  /** For the deadline: ends at once, without waiting. */
  kill?(): void;
  /** Settles when it ended by itself, which ends everything. */
  exited?: Promise<unknown>;
}

export interface Lifetime {
  /** Aborted when the end has begun; long steps stop on it. */
  signal: AbortSignal;
  /** Parts are closed in the reverse order of adding. Throws when the end has begun meanwhile; the part is closed then too. */
  add(name: string, part: Part): void;
  /** Pends until the end; rejects when a part ended by itself. */
  untilEnd(): Promise<void>;
}

/** The end that somebody asked for by a signal: no failure. */
class Asked extends Error {}

/**
 * Runs the work and closes all its parts: when it returns, fails, or is asked to end (Ctrl-C, SIGTERM, SIGHUP, or the
 * death of the npm that started us). One ordered path with a hard deadline.
 */
export async function live(work: (lifetime: Lifetime) => Promise<void>): Promise<void> {
  const ending = new AbortController();
  const parts: { name: string; part: Part }[] = [];
  const killAll = () => {
    for (const { part } of parts) part.kill?.();
    console.error('The end took too long; what was left has been killed.');
    process.exit(1);
  };
  let since = 0;
  const end = (reason: Error) => {
    if (ending.signal.aborted) {
      // Ctrl-C reaches us twice, from the terminal and from npm; a person's second one comes later.
      if (reason instanceof Asked && Date.now() - since > 1_000) killAll();
      return;
    }
    since = Date.now();
    setTimeout(killAll, DEADLINE).unref();
    ending.abort(reason);
  };
  const unwatch = watch(end);

  const lifetime: Lifetime = {
    signal: ending.signal,
    add(name, part) {
      parts.push({ name, part });
      void part.exited?.then(() => end(new Error(`${name} ended by itself; see the data folder's logs.`)));
      ending.signal.throwIfAborted();
    },
    untilEnd: () =>
      new Promise((_, reject) =>
        ending.signal.addEventListener('abort', () => reject(ending.signal.reason as Error), { once: true }),
      ),
  };
  try {
    await work(lifetime);
  } catch (error) {
    const reason: unknown = ending.signal.aborted ? ending.signal.reason : error;
    if (!(reason instanceof Asked)) throw reason;
  } finally {
    if (!ending.signal.aborted) end(new Asked());
    await closeAll(parts);
    unwatch();
  }
}

async function closeAll(parts: { name: string; part: Part }[]): Promise<void> {
  for (const { name, part } of parts.toReversed()) {
    try {
      await part.close();
    } catch (error) {
      console.error(`${name} did not close well: ${(error as Error).message}`);
    }
  }
}

/** Calls `end` when a signal, an uncaught error or the death of npm says so. */
function watch(end: (reason: Error) => void): () => void {
  const asked = () => end(new Asked());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, asked);
  process.on('uncaughtException', end);
  // The reader of our output may be gone; that is no reason to leave servers behind.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  // npm killed by SIGKILL cannot tell us; then another process becomes our parent.
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) asked();
  }, 250).unref();
  return () => {
    clearInterval(timer);
    for (const signal of signals) process.off(signal, asked);
    process.off('uncaughtException', end);
  };
}
