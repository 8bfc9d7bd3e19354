import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../types.ts';
import type { Role } from '../../contracts/session.ts';
import { deciders } from '../../db/repositories/approvals.ts';
import { findSession, hashOf, openSession, type OpenSession } from '../../db/repositories/sessions.ts';
import type { TenantContext } from '../../db/tenant.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem } from '../problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: OpenSession | null;
  }
}

/** However much it is used; unused it ends earlier (db/repositories/sessions.ts). */
const LIFE_MS = 12 * 60 * 60_000;
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

const isHttps = (deps: ApiDeps) => deps.config.publicUrl.startsWith('https:');
const cookieName = (deps: ApiDeps) => (isHttps(deps) ? '__Host-aegis_session' : 'aegis_session');

/** Reads the session of each request under /api, and refuses unsafe requests that another site caused. */
export function addSessions(app: App, deps: ApiDeps): void {
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    if (!safe.has(request.method)) refuseForeign(request, deps);
    const secret = request.cookies[cookieName(deps)];
    if (!secret) return;
    request.session = await findSession(deps.db, hashOf(secret), deps.now());
    if (!request.session) return;
    const { tenantId: tenant, userId: user } = request.session;
    request.log = reply.log = request.log.child({ tenant, user });
  });
}

/** Browsers always say where an unsafe request comes from; programs that say nothing carry no ambient cookie. */
function refuseForeign(request: FastifyRequest, deps: ApiDeps): void {
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin } = request.headers;
  if (origin !== undefined && deps.edge.corsOrigins.includes(origin)) return;
  const ours = [new URL(deps.config.publicUrl).origin, `${request.protocol}://${request.headers.host ?? ''}`];
  if (site === undefined && (origin === undefined || ours.includes(origin))) return;
  throw new ApiProblem('foreign-origin', 'Changes are accepted only from the console itself.');
}

/** Starts a session and sets its cookie. */
export async function startSession(
  deps: ApiDeps,
  reply: FastifyReply,
  person: { userId: string; tenantId: string },
): Promise<void> {
  const expiresAt = new Date(deps.now().getTime() + LIFE_MS);
  const secret = await openSession(deps.db, { ...person, expiresAt }, deps.now());
  reply.setCookie(cookieName(deps), secret, { ...cookieOptions(deps), maxAge: LIFE_MS / 1000 });
}

export function clearSessionCookie(deps: ApiDeps, reply: FastifyReply): void {
  reply.clearCookie(cookieName(deps), cookieOptions(deps));
}

const cookieOptions = (deps: ApiDeps) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps) }) as const;

/** Who asks; 401 without a session. */
export function signedIn(request: FastifyRequest): OpenSession {
  if (!request.session) throw new ApiProblem('not-signed-in', 'Your session has ended. Sign in to go on.');
  return request.session;
}

const may = {
  /** Look at anything. */
  read: ['owner', 'admin', 'operator', 'analyst', 'auditor'],
  /** Run agents and syncs. */
  run: ['owner', 'admin', 'operator', 'analyst'],
  /** Change campaigns, decide on proposals. */
  change: deciders,
  /** Connections, settings of agents, sample data. */
  manage: ['owner', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

/** Who asks, if their role may do this; 401 or 403 otherwise. */
export function allowed(request: FastifyRequest, right: keyof typeof may): OpenSession {
  const session = signedIn(request);
  const roles: readonly Role[] = may[right];
  if (!roles.includes(session.role)) {
    throw new ApiProblem('forbidden', `The role ${session.role} may not do this. Ask an owner or admin.`);
  }
  return session;
}

/** The tenant transaction that works for this session; its actor and request id end in the audit log. */
export function contextOf(request: FastifyRequest, options: { readOnly?: boolean } = {}): TenantContext {
  const { tenantId, userId } = signedIn(request);
  return { tenantId, actor: `user:${userId}`, requestId: request.id, ...options };
}
