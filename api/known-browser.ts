import type { FastifyReply, FastifyRequest } from 'fastify';
import { tell } from '../db/repositories/notifications.ts';
import { isSigned, sign } from '../db/signature.ts';
import { withTenant } from '../db/tenant.ts';
import { browserOf } from '../domain/browser.ts';
import type { ApiDeps } from './deps.ts';

const KEPT_S = 365 * 24 * 60 * 60;
/** People whom one browser remembers. */
const MOST_PEOPLE = 5;
/** An account's first sign-ins are its beginning, and no news. */
const BEGINNING_MS = 60 * 60_000;

const isHttps = (deps: ApiDeps) => deps.config.publicUrl.startsWith('https:');
const cookieName = (deps: ApiDeps) => (isHttps(deps) ? '__Host-aegis_browser' : 'aegis_browser');
const textOf = (userId: string) => `browser of ${userId}`;

/**
 * Tells a person that somebody has signed in as them in a browser that never did, and marks this one as theirs. The mark
 * opens nothing: it only keeps quiet.
 */
export async function noteBrowser(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId, tenantId }: { userId: string; tenantId: string },
): Promise<void> {
  const { vaultKey } = deps.config;
  const marks = (request.cookies[cookieName(deps)] ?? '').split('~').filter(Boolean);
  if (marks.some((mark) => isSigned(vaultKey, textOf(userId), mark))) return;
  const kept = [sign(vaultKey, textOf(userId)), ...marks].slice(0, MOST_PEOPLE);
  reply.setCookie(cookieName(deps), kept.join('~'), {
    ...{ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps), maxAge: KEPT_S },
  });
  if (request.caller?.userId === userId) return;
  const now = deps.now();
  const { browser, system } = browserOf(request.headers['user-agent'] ?? '');
  const words = { browser: browser ?? '', system: system ?? '', ip: request.ip };
  await withTenant(deps.db, { tenantId, actor: `user:${userId}`, requestId: request.id }, async (tx) => {
    const begun = await tx
      .selectFrom('users')
      .select('created_at')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    if (now.getTime() - begun.created_at.getTime() < BEGINNING_MS) return;
    await tell(tx, { kind: 'new-sign-in', subject: userId, words }, { account: userId }, now);
  });
}
