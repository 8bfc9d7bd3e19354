import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { forgetTries, takeTry } from '../db/repositories/tries.ts';
import type { Db } from '../db/database.ts';
import type { EdgeConfig } from './edge-config.ts';
import { placeOf } from './place.ts';
import { surviving } from './rate-limit/counters.ts';
import { redisTries } from './rate-limit/redis.ts';

/** Pause in ms after so many wrong tries as the place in this list says; after more, the last. */
const pauses = [0, 0, 0, 0, 0, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
const FORGET_MS = 15 * 60_000;
export const slowing = { pauses, forgetMs: FORGET_MS };
export type Slowing = typeof slowing;

/** Where tries are counted. */
export interface Tries {
  /** Counts a try and gives 0; or counts nothing and gives how long to wait, in ms. One at a time per key. */
  take(key: string, now: Date): Promise<number>;
  forget(key: string): Promise<void>;
}

export interface SignInThrottle {
  /** Counts a try at this account from this address and gives 0; or gives how long it must wait, in ms. */
  take(account: string, from: string, now: Date): Promise<number>;
  succeeded(account: string, from: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Slows guessing down, over all API processes: after five wrong tries at one account from one place each further one doubles
 * the wait, up to a minute. It counts per account and place, so nobody can lock an owner out from elsewhere, and it never
 * locks for good. Counted in the database; in Redis where there is one, and in the database again while that is away.
 */
export function openSignInThrottle({ redisUrl, patience }: EdgeConfig, db: Db, log: Logger): SignInThrottle {
  const own: Tries = {
    take: (key, now) => takeTry(db, key, slowing, now),
    forget: (key) => forgetTries(db, key),
  };
  const redis = redisUrl ? redisTries(redisUrl, slowing) : null;
  const either = surviving<Tries>(redis ?? own, own, patience.counters, (away) => {
    if (away) log.warn({ err: away }, 'Redis does not count tries to sign in; the database does');
    else log.info('Redis counts tries to sign in again');
  });
  const using = <T>(work: (tries: Tries) => Promise<T>) => (redis ? either(work) : work(own));
  return {
    take: (account, from, now) => using((tries) => tries.take(keyOf(account, from), now)),
    succeeded: (account, from) => using((tries) => tries.forget(keyOf(account, from))),
    close: async () => redis?.close(),
  };
}

/** Names nobody. */
function keyOf(account: string, from: string): string {
  const parts = JSON.stringify([account.trim().toLowerCase(), placeOf(from)]);
  return `try/${createHash('sha256').update(parts).digest('base64url')}`;
}
