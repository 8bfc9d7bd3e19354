import { countDown, countUp } from '../../db/repositories/rate-counters.ts';
import type { Db } from '../../db/database.ts';

/** Where requests are counted. */
export interface Counters {
  /** Counts one more of a key, in a window that begins with the first. */
  up(key: string, windowMs: number): Promise<{ count: number; resetsInMs: number }>;
  /** Takes one back. */
  down(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Oldest first out: a flood of addresses cannot fill the memory. */
const MOST_KEPT = 100_000;

/** In this process: exact while there is one. */
export function memoryCounters(now: () => Date): Counters {
  const windows = new Map<string, { count: number; ends: number }>();
  return {
    async up(key, windowMs) {
      const at = now().getTime();
      let window = windows.get(key);
      if (!window || window.ends <= at) {
        windows.delete(key); // so that it becomes the newest
        window = { count: 0, ends: at + windowMs };
        windows.set(key, window);
        if (windows.size > MOST_KEPT) windows.delete(windows.keys().next().value!);
      }
      window.count += 1;
      return { count: window.count, resetsInMs: window.ends - at };
    },
    async down(key) {
      const window = windows.get(key);
      if (window && window.count > 0) window.count -= 1;
    },
    async close() {},
  };
}

/** In the database, which several API processes share. */
export const databaseCounters = (db: Db): Counters => ({
  up: (key, windowMs) => countUp(db, key, windowMs),
  down: (key) => countDown(db, key),
  close: async () => {},
});

/** How often counters that are away are asked again. */
const ASK_AGAIN_MS = 1_000;

/**
 * Runs work on `shared`, and on `own` while that is away: no request hardly waits, or is refused, because of its counters.
 * `patienceMs`: how long an answer is waited for; `onChange` hears when `shared` goes and comes back.
 */
export function surviving<C>(
  shared: C,
  own: C,
  patienceMs: number,
  onChange: (away: unknown) => void,
): <T>(work: (counters: C) => Promise<T>) => Promise<T> {
  let askAt = 0;
  let away = false;
  return async (work) => {
    if (away && Date.now() < askAt) return work(own);
    // Others do not wait while one asks again.
    if (away) askAt = Date.now() + ASK_AGAIN_MS;
    try {
      const result = await inTime(work(shared), patienceMs);
      if (away) onChange(null);
      away = false;
      return result;
    } catch (error) {
      if (!away) onChange(error);
      away = true;
      askAt = Date.now() + ASK_AGAIN_MS;
      return work(own);
    }
  };
}

/** Counts in `shared`, and in this process while that is away. */
export function survivingCounters(
  shared: Counters,
  own: Counters,
  patienceMs: number,
  onChange: (away: unknown) => void,
): Counters {
  const either = surviving(shared, own, patienceMs, onChange);
  return {
    up: (key, windowMs) => either((counters) => counters.up(key, windowMs)),
    down: (key) => either((counters) => counters.down(key)),
    close: async () => void (await Promise.all([shared.close(), own.close()])),
  };
}

function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The counters did not answer in time.')), patienceMs);
  });
  work.catch(() => {}); // late failures have been told
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
