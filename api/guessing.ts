import type { FastifyRequest } from 'fastify';
import { TooManyChecks } from '../db/repositories/passwords.ts';
import type { ApiDeps } from './deps.ts';
import { ApiProblem } from './problem.ts';

/**
 * Runs a check that somebody may be guessing at, and gives what it found; null: the guess was wrong. Each counts as wrong
 * from its start until it turns out right, so that guesses at the same moment are counted too. 429 while this address has to
 * wait for this account. `from`: who is counted, where it is not the address alone.
 */
export async function guess<T>(
  deps: ApiDeps,
  request: FastifyRequest,
  account: string,
  check: () => Promise<T | null>,
  from: string = request.ip,
): Promise<T | null> {
  await slowDown(deps, account, from);
  const found = await check().catch((error: unknown) => {
    throw error instanceof TooManyChecks ? tooMany(1) : error;
  });
  if (found !== null) await deps.signIns.succeeded(account, from);
  else request.log.warn({ ip: request.ip }, 'a wrong password or code');
  return found;
}

/** Counts a try of this address for this account; 429 while it has to wait. */
export async function slowDown(deps: ApiDeps, account: string, from: string): Promise<void> {
  const wait = await deps.signIns.take(account, from, deps.now());
  if (wait > 0) throw tooMany(Math.ceil(wait / 1000));
}

const tooMany = (seconds: number) =>
  new ApiProblem('too-many-requests', `Too many tries. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
