const FREE_TRIES = 5;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
const FORGET_MS = 15 * 60_000;
/** Oldest first out: a flood of names cannot fill the memory. */
const MOST_KEPT = 10_000;

export interface SignInThrottle {
  /** How long this address must wait before it tries this account again, in ms; 0: it may. */
  wait(account: string, ip: string, now: Date): number;
  failed(account: string, ip: string, now: Date): void;
  succeeded(account: string, ip: string): void;
}

/**
 * Slows guessing down: after five wrong passwords for one account from one address each further one doubles the wait, up to
 * a minute. It counts per account and address, so nobody can lock an owner out from elsewhere, and it never locks for good.
 */
export function createSignInThrottle(): SignInThrottle {
  const failures = new Map<string, { count: number; last: number }>();
  const keyOf = (account: string, ip: string) => JSON.stringify([account.trim().toLowerCase(), ip]);
  return {
    wait(account, ip, now) {
      const known = failures.get(keyOf(account, ip));
      const over = (known?.count ?? 0) - FREE_TRIES;
      if (!known || over < 0) return 0;
      const pause = Math.min(FIRST_WAIT_MS * 2 ** over, LONGEST_WAIT_MS);
      return Math.max(0, known.last + pause - now.getTime());
    },
    failed(account, ip, now) {
      const key = keyOf(account, ip);
      const known = failures.get(key);
      const recent = known && now.getTime() - known.last < FORGET_MS;
      failures.delete(key); // so that it becomes the newest
      failures.set(key, { count: recent ? known.count + 1 : 1, last: now.getTime() });
      if (failures.size > MOST_KEPT) failures.delete(failures.keys().next().value!);
    },
    succeeded: (account, ip) => void failures.delete(keyOf(account, ip)),
  };
}
