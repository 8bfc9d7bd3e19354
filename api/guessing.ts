import type { FastifyRequest } from 'fastify';
import { TooManyChecks } from '../db/repositories/passwords.ts';
import type { ApiDeps } from './deps.ts';
import { ApiProblem } from './problem.ts';

/**
 * Runs a check that somebody may be guessing at, and gives what it found; null: the guess was wrong. Each counts as wrong
 * from its start until it turns out right, so that guesses at the same moment are counted too. 429 while this address has to
 * wait for this account.
 */
export async function guess<T>(
  deps: ApiDeps,
  request: FastifyRequest,
  account: string,
  check: () => Promise<T | null>,
): Promise<T | null> {
  const { ip } = request;
  const wait = deps.signIns.wait(account, ip, deps.now());
  if (wait > 0) throw tooMany(Math.ceil(wait / 1000));
  deps.signIns.failed(account, ip, deps.now());
  const found = await check().catch((error: unknown) => {
    throw error instanceof TooManyChecks ? tooMany(1) : error;
  });
  if (found !== null) deps.signIns.succeeded(account, ip);
  else request.log.warn({ ip }, 'a wrong password or code');
  return found;
}

const tooMany = (seconds: number) =>
  new ApiProblem('too-many-requests', `Too many wrong tries. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
