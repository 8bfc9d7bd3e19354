import type { FastifyReply, FastifyRequest } from 'fastify';
import { currentPlan } from '../../db/repositories/plans.ts';
import { withTenant } from '../../db/tenant.ts';
import type { ApiDeps } from '../deps.ts';
import { placeOf } from '../place.ts';
import { ApiProblem } from '../problem.ts';
import type { App } from '../types.ts';
import { contextOf } from './session.ts';

/** Spec D7. */
export const WINDOW_MS = 15 * 60_000;
/** A plan that has changed counts after this long. */
const PLAN_KEPT_MS = 30_000;
const MOST_PLANS_KEPT = 10_000;

interface Counted {
  key: string;
  limit: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    counted: Counted | null;
  }
}

/**
 * Counts every request under /api and refuses those above the limit of their caller: people and keys by their plan, everyone
 * else by address, with little for signing in and plenty for webhooks. Comes after the session is known.
 */
export function addRateLimit(app: App, deps: ApiDeps): void {
  const requestsOf = planRequests(deps);
  app.decorateRequest('counted', null);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/') || request.method === 'OPTIONS') return;
    const counted = await callerOf(request);
    request.counted = counted;
    const { count, resetsInMs } = await deps.counters.up(counted.key, WINDOW_MS);
    const seconds = Math.max(1, Math.ceil(resetsInMs / 1000));
    reply.headers({
      'ratelimit-limit': String(counted.limit),
      'ratelimit-remaining': String(Math.max(0, counted.limit - count)),
      'ratelimit-reset': String(seconds),
    });
    if (count <= counted.limit) return;
    request.log.warn({ ip: request.ip, limit: counted.key.split('/')[0] }, 'too many requests');
    throw new ApiProblem('too-many-requests', `Wait ${seconds} s, then try again.`, {
      retryAfterSeconds: seconds,
    });
  });
  // Only tries that did not succeed count: an office signs in behind one address. Who is asked for a code was right so far.
  app.addHook('onResponse', async (request, reply) => {
    const { counted, refusal } = request;
    if (!counted?.key.startsWith('sign-in/')) return;
    if (hasSignedIn(reply) || refusal === 'code-required') await deps.counters.down(counted.key);
  });

  async function callerOf(request: FastifyRequest): Promise<Counted> {
    const { anonymous, signIn, webhooks } = deps.edge.limits;
    if (request.caller) {
      const { tenantId, actor } = contextOf(request);
      return { key: `caller/${tenantId}/${actor}`, limit: await requestsOf(tenantId) };
    }
    const from = placeOf(request.ip);
    const path = request.url.split('?')[0]!;
    if (path.startsWith('/api/v1/webhooks/')) return { key: `webhooks/${from}`, limit: webhooks };
    const signsIn = request.method === 'POST' && path.startsWith('/api/v1/auth/');
    return signsIn ? { key: `sign-in/${from}`, limit: signIn } : { key: `address/${from}`, limit: anonymous };
  }
}

const hasSignedIn = (reply: FastifyReply) =>
  reply.statusCode < 400 && reply.getHeader('set-cookie') !== undefined;

/** Requests that a workspace's plan gives each caller; asked for now and then only. */
function planRequests(deps: ApiDeps): (tenantId: string) => Promise<number> {
  const known = new Map<string, { requests: number; until: number }>();
  return async (tenantId) => {
    const at = Date.now();
    const found = known.get(tenantId);
    if (found && found.until > at) return found.requests;
    const { requests } = await withTenant(
      deps.db,
      { tenantId, actor: 'system:api', readOnly: true },
      currentPlan,
    );
    known.delete(tenantId);
    known.set(tenantId, { requests, until: at + PLAN_KEPT_MS });
    if (known.size > MOST_PLANS_KEPT) known.delete(known.keys().next().value!);
    return requests;
  };
}
