import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../types.ts';
import type { Right } from '../../contracts/session.ts';
import type { SessionMethod } from '../../contracts/sessions.ts';
import {
  endSession,
  findSession,
  hashOf,
  openSession,
  type Ground,
  type Reach,
} from '../../db/repositories/sessions.ts';
import { isBound } from '../../db/repositories/identity-providers.ts';
import { logSignIn, type SignIn, type SignInWay } from '../../db/repositories/sign-ins.ts';
import { withTenant, type TenantContext } from '../../db/tenant.ts';
import { findKeyHolder } from '../../db/repositories/api-keys.ts';
import { actorOf, type Caller, type Person } from '../caller.ts';
import type { ApiDeps } from '../deps.ts';
import { noteBrowser } from '../known-browser.ts';
import { ApiProblem } from '../problem.ts';
import { logEndedKey, logRefusal, tryOf } from '../sign-in-log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null: nobody we know. */
    caller: Caller | null;
    /** Set for a key that opens nothing: refused once it has been counted (rate-limit.ts). */
    unknownKey: ApiProblem | null;
  }
}

/** However much it is used; unused it ends earlier (db/repositories/sessions.ts). */
const LIFE_MS = 12 * 60 * 60_000;
/** How long a proof of who is signed in holds. */
const CONFIRMED_MS = 10 * 60_000;
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

const isHttps = (deps: ApiDeps) => deps.config.publicUrl.startsWith('https:');
const cookieName = (deps: ApiDeps) => (isHttps(deps) ? '__Host-aegis_session' : 'aegis_session');

const tripCookie = (deps: ApiDeps) => (isHttps(deps) ? '__Host-aegis_sso' : 'aegis_sso');

/** Reads the session of each request under /api, and refuses unsafe requests that another site caused. */
export function addSessions(app: App, deps: ApiDeps): void {
  app.decorateRequest('caller', null);
  app.decorateRequest('unknownKey', null);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    request.caller = await findCaller(request, deps);
    if (!request.caller) return;
    const { tenantId: tenant, userId: user } = request.caller;
    const key = request.caller.kind === 'key' ? { key: request.caller.keyId } : {};
    request.log = reply.log = request.log.child({ tenant, user, ...key });
  });
}

/** A key in the Authorization header, else the session of the cookie. Whoever sends a key sends nothing by accident. */
async function findCaller(request: FastifyRequest, deps: ApiDeps): Promise<Caller | null> {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token !== undefined) {
    const holder = await findKeyHolder(deps.db, token, request.ip, deps.now());
    if (!holder) {
      deps.later(() => logEndedKey(deps, request, token));
      const detail = 'The API key is unknown, ended or expired. Make a new one.';
      request.unknownKey = new ApiProblem('invalid-key', detail);
    }
    return holder;
  }
  if (!safe.has(request.method)) refuseForeign(request, deps);
  const secret = request.cookies[cookieName(deps)];
  return secret ? findSession(deps.db, hashOf(secret), deps.now()) : null;
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

/** Who comes in, and on what ground. */
interface NewComer {
  userId: string;
  tenantId: string;
  /** When they proved who they are; default: just now. */
  confirmedAt?: Date | null;
  second?: SignIn['second'];
  ground?: Ground;
}

/** Whether this workspace lets the person in by its own provider only. */
export const mustComeBySso = (
  deps: ApiDeps,
  { userId, tenantId }: { userId: string; tenantId: string },
): Promise<boolean> =>
  withTenant(deps.db, { tenantId, actor: `user:${userId}`, readOnly: true }, (tx) => isBound(tx, userId));

/**
 * Starts a session, sets its cookie, and ends the one that this browser had; 401 when its ground has gone meanwhile. `way`: as
 * the audit log tells it.
 */
export async function startSession(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  who: NewComer,
  method: SessionMethod,
  way: SignInWay = method,
): Promise<void> {
  const now = deps.now();
  const { userId, tenantId, confirmedAt = now, second = null, ground = null } = who;
  if (method !== 'sso' && (await mustComeBySso(deps, who))) {
    logRefusal(deps, request, { userId, tenantId }, { way, second, refusal: 'sso-required' });
    throw new ApiProblem('forbidden', 'This workspace asks you to sign in with your company.', {
      reason: 'sso-required',
    });
  }
  const expiresAt = new Date(now.getTime() + LIFE_MS);
  const from = { ip: request.ip, userAgent: request.headers['user-agent'] ?? '' };
  const session = { userId, tenantId, confirmedAt, ...from, method, expiresAt, ground };
  const secret = await openSession(deps.db, session, now);
  if (secret === null) {
    throw ground && 'session' in ground
      ? ended()
      : new ApiProblem('wrong-credentials', 'Your password has changed meanwhile.');
  }
  // Nobody comes in without an entry in the log.
  await withTenant(deps.db, { tenantId, actor: `user:${userId}`, requestId: request.id }, (tx) =>
    logSignIn(tx, userId, tryOf(request, way, { second })),
  );
  if (request.caller?.kind === 'session') await endSession(deps.db, request.caller.idHash);
  request.log.info({ tenant: tenantId, user: userId, way, second, ip: request.ip }, 'signed in');
  reply.setCookie(cookieName(deps), secret, { ...cookieOptions(deps), maxAge: LIFE_MS / 1000 });
  await noteBrowser(deps, request, reply, who);
}

export function clearSessionCookie(deps: ApiDeps, reply: FastifyReply): void {
  reply.clearCookie(cookieName(deps), cookieOptions(deps));
}

const cookieOptions = (deps: ApiDeps) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps) }) as const;

const ended = () => new ApiProblem('not-signed-in', 'Your session has ended. Sign in to go on.');

/** Who asks; 401 without a session. */
export function signedIn(request: FastifyRequest): Caller {
  if (!request.caller) throw ended();
  return request.caller;
}

/** Who asks, if they may do this; 401 or 403 otherwise. */
export function allowed(request: FastifyRequest, right: Right): Caller {
  const caller = signedIn(request);
  if (!caller.rights.includes(right)) {
    const who = caller.kind === 'key' ? 'This API key, or the role of its maker,' : `The role ${caller.role}`;
    throw new ApiProblem('forbidden', `${who} may not do this. Ask an owner or admin.`);
  }
  return caller;
}

/** Who asks, if it is a person at a console; 401 or 403 otherwise. For what no program may do in their name. */
export function person(request: FastifyRequest): Person {
  const caller = signedIn(request);
  if (caller.kind !== 'session') {
    throw new ApiProblem('person-required', 'Sign in to the console to do this; an API key cannot.');
  }
  return caller;
}

/**
 * Who asks, if they may decide on their account as a whole. A company's provider vouches for a person in its own workspace;
 * password, second factor and other workspaces are not its affair.
 */
export function ownAccount(request: FastifyRequest): Person {
  const asks = person(request);
  if (asks.method === 'sso') {
    throw new ApiProblem('forbidden', 'Your company signs you in here. Sign in with a password to do this.', {
      reason: 'sso-session',
    });
  }
  return asks;
}

/** Whose sessions and workspaces the caller sees and ends: a person's, or by a company's word those of its workspace only. */
export function reachOf(request: FastifyRequest): Reach {
  const { userId, tenantId, method } = person(request);
  return method === 'sso' ? { userId, tenantId } : { userId };
}

/** Keeps what a person takes along to their identity provider; Lax, because they come back from another site. */
export function setTripCookie(deps: ApiDeps, reply: FastifyReply, packed: string): void {
  reply.setCookie(tripCookie(deps), packed, { ...cookieOptions(deps), maxAge: 600 });
}

/** What they took along, once. */
export function takeTripCookie(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): string | undefined {
  reply.clearCookie(tripCookie(deps), cookieOptions(deps));
  return request.cookies[tripCookie(deps)];
}

/** Who asks, if they have proved within ten minutes who they are; 403 otherwise. For acts that a borrowed session must not do. */
export function confirmedLately(request: FastifyRequest, now: Date): Person {
  const asks = person(request);
  if (now.getTime() - (asks.confirmedAt?.getTime() ?? 0) > CONFIRMED_MS) {
    throw new ApiProblem('confirmation-required', 'Confirm with your password or a code that it is you.');
  }
  return asks;
}

/** The tenant transaction that works for this caller; its actor and request id end in the audit log. */
export function contextOf(request: FastifyRequest, options: { readOnly?: boolean } = {}): TenantContext {
  const caller = signedIn(request);
  return { tenantId: caller.tenantId, actor: actorOf(caller), requestId: request.id, ...options };
}
