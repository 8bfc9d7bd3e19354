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

/** Who is counted: a person or key, an address, an address that signs in, or one that sends webhooks. */
type Kind = 'caller' | 'address' | 'sign-in' | 'webhooks';

interface Counted {
  kind: Kind;
  key: string;
  limit: number;
}

/** Where anybody may guess; counted by address, whoever asks. */
const guessing = new Set([
  '/api/v1/auth/sign-in',
  '/api/v1/auth/sign-in-link',
  '/api/v1/auth/password-reset',
]);
/** Open to anybody, and asks a provider elsewhere. */
const SSO = '/api/v1/auth/sso';

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
    if (count <= counted.limit) {
      if (request.unknownKey) throw request.unknownKey;
      return;
    }
    request.log.warn({ ip: request.ip, limit: counted.kind }, 'too many requests');
    throw new ApiProblem('too-many-requests', `Wait ${seconds} s, then try again.`, {
      retryAfterSeconds: seconds,
    });
  });
  // Only tries that did not succeed count: an office signs in behind one address. Who is asked for a code was right so far.
  app.addHook('onResponse', async (request, reply) => {
    const { counted, refusal } = request;
    if (counted?.kind !== 'sign-in') return;
    const wasRight = hasSignedIn(reply) || refusal === 'code-required';
    if (wasRight) await deps.counters.down(counted.key);
  });

  async function callerOf(request: FastifyRequest): Promise<Counted> {
    const kind = kindOf(request);
    if (kind === 'caller') {
      const { tenantId, actor } = contextOf(request);
      return { kind, key: `caller/${tenantId}/${actor}`, limit: await requestsOf(tenantId) };
    }
    const { anonymous, signIn, webhooks } = deps.edge.limits;
    const limit = { address: anonymous, 'sign-in': signIn, webhooks }[kind];
    return { kind, key: `${kind}/${placeOf(request.ip)}`, limit };
  }
}

function kindOf(request: FastifyRequest): Kind {
  const path = request.url.split('?')[0]!;
  const posts = request.method === 'POST';
  if (posts && guessing.has(path)) return 'sign-in';
  if (posts && path === SSO) return 'address';
  if (request.caller) return 'caller';
  if (path.startsWith('/api/v1/webhooks/')) return 'webhooks';
  return posts && path.startsWith('/api/v1/auth/') ? 'sign-in' : 'address';
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
