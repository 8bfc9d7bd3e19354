import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** argon2id as OWASP ASVS 5 asks at t=2; about 30–60 ms of one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** More at once would starve everything else of the process. */
const MOST_AT_ONCE = 2;
/** Waiting for one account; more of them can only be guesses. */
const MOST_WAITING = 20;
/** Waiting in all, a few seconds' work: invented accounts cannot make everybody wait for minutes. */
const MOST_WAITING_IN_ALL = 100;

/** Too many passwords, of one account or in all, are being checked. */
export class TooManyChecks extends Error {
  readonly code = 'too-many-checks';
}

const busy = new Set<string>();
const waiting: { account: string; start: () => void }[] = [];

/** One at a time per account, so that a flood of guesses on one account makes nobody else wait long. */
async function inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
  const same = waiting.filter((one) => one.account === account).length;
  if (same >= MOST_WAITING || waiting.length >= MOST_WAITING_IN_ALL) throw new TooManyChecks();
  await new Promise<void>((start) => {
    waiting.push({ account, start });
    startNext();
  });
  try {
    return await work();
  } finally {
    busy.delete(account);
    startNext();
  }
}

function startNext(): void {
  if (busy.size >= MOST_AT_ONCE) return;
  const next = waiting.findIndex(({ account }) => !busy.has(account));
  if (next < 0) return;
  const [{ account, start }] = waiting.splice(next, 1) as [(typeof waiting)[number]];
  busy.add(account);
  start();
  startNext();
}

export const hashPassword = (password: string): Promise<string> =>
  inTurn(randomUUID(), () => hash(password, cost));

let nobody: Promise<string> | undefined;

/** Stands in for the password of accounts that do not exist. Made before the first check, which would be slower else. */
export const prepareChecks = (): Promise<string> => (nobody ??= hashPassword(randomUUID()));

/**
 * True when the password is right. Takes as long for an account that does not exist (`stored` is null). Throws
 * TooManyChecks. `account` is whatever names it to the caller, existing or not.
 */
export async function isPassword(stored: string | null, password: string, account: string): Promise<boolean> {
  const against = stored ?? (await prepareChecks());
  const right = await inTurn(account, () => verify(against, password));
  return stored !== null && right;
}
