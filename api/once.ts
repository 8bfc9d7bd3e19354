import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { claimKey, storeAnswer, type KeyedRequest } from '../db/repositories/idempotency-keys.ts';
import type { TenantTransaction } from '../db/tenant.ts';
import { signedIn } from './plugins/session.ts';
import { ApiProblem } from './problem.ts';

/** Headers of every request that creates something. */
export const onceHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .describe(
      'The same key with the same request does it once, and gives the answer of the first time; for a week.',
    )
    .optional(),
});

type Keyed = FastifyRequest & { headers: { 'idempotency-key'?: string } };

/**
 * Does the work of a request once per `Idempotency-Key`, in the caller's transaction. A repeat gets the stored answer as
 * `view` and `done` null. Work that throws leaves no trace, so its key may be used again.
 */
export async function once<View, Done>(
  tx: TenantTransaction,
  request: Keyed,
  status: number,
  now: Date,
  work: () => Promise<{ view: View; done: Done }>,
): Promise<{ view: View; done: Done | null }> {
  const key = request.headers['idempotency-key'];
  if (!key) return work();
  const route = `${request.method} ${pathOf(request)}`;
  const keyed: KeyedRequest = { route, key, hash: hashOf(request) };
  const claim = await claimKey(tx, keyed, now);
  // In an order of its own, so that a repeat is told the same to the letter.
  if (claim.state === 'answered') return { view: sorted(claim.response) as View, done: null };
  if (claim.state === 'running') {
    throw new ApiProblem(
      'key-in-use',
      'The first request with this key is still running. Repeat it shortly.',
    );
  }
  if (claim.state === 'other') {
    throw new ApiProblem('key-reused', 'Send a new Idempotency-Key for a new request.');
  }
  const first = await work();
  await storeAnswer(tx, keyed, { status, response: first.view }, now);
  return { view: sorted(first.view) as View, done: first.done };
}

/** The path with its parameters as they were read: an encoded one is the same request. */
function pathOf(request: FastifyRequest): string {
  const params = request.params as Record<string, unknown>;
  return request.routeOptions.url!.replace(/:(\w+)/g, (_, name: string) => String(params[name]));
}

/** Tells a repeat from the first time. */
export const markRepeat = (reply: FastifyReply, done: unknown) =>
  done === null ? reply.header('idempotency-replayed', 'true') : reply;

/** Another person's request is another request, even with the same words. */
function hashOf(request: FastifyRequest): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([signedIn(request).userId, sorted(request.body)]))
    .digest();
}

/** The order of an object's fields means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
}
