import type { FastifyRequest } from 'fastify';
import { findEndedKey } from '../db/repositories/api-keys.ts';
import { logSignIn, type SignIn, type SignInRefusal, type SignInWay } from '../db/repositories/sign-ins.ts';
import { membershipsOf } from '../db/repositories/users.ts';
import { withTenant, type TenantTransaction } from '../db/tenant.ts';
import type { ApiDeps } from './deps.ts';

/** A try at signing in, as the log keeps it. */
export const tryOf = (
  request: FastifyRequest,
  way: SignInWay,
  more: Partial<Pick<SignIn, 'second' | 'refusal'>> = {},
): SignIn => ({
  ...{ way, second: null, refusal: null },
  ...{ ip: request.ip, userAgent: request.headers['user-agent'] ?? '' },
  ...more,
});

/** Who asks is not known: the entry names whom they said to be. */
const REFUSER = 'system:sign-in';

/**
 * Tells every workspace of a person, or the one that is given, that somebody was refused in their name. After the answer, so
 * that it takes no longer for an account that exists.
 */
export function logRefusal(
  deps: ApiDeps,
  request: FastifyRequest,
  whom: { userId: string; tenantId?: string },
  refused: { way: SignInWay; refusal: SignInRefusal; second?: SignIn['second'] },
): void {
  const { way, refusal, second = null } = refused;
  const signIn = tryOf(request, way, { refusal, second });
  deps.later(async () => {
    const homes = whom.tenantId
      ? [whom.tenantId]
      : (await membershipsOf(deps.db, whom.userId)).map(({ tenantId }) => tenantId);
    for (const tenantId of homes) {
      await withTenant(deps.db, { tenantId, actor: REFUSER, requestId: request.id }, async (tx) => {
        const email = byAccount.has(way) ? await emailOf(tx, whom.userId) : undefined;
        await logSignIn(tx, whom.userId, { ...signIn, email });
      });
    }
  });
}

/** Ways that name an account of ours. */
const byAccount = new Set<SignInWay>([
  'password',
  'link',
  'invitation',
  'confirmation',
  'new-password',
  'other-workspace',
]);

const emailOf = async (tx: TenantTransaction, id: string): Promise<string | undefined> =>
  (await tx.selectFrom('users').select('email').where('id', '=', id).executeTakeFirst())?.email;

/** A program that goes on with an ended key asks again and again: one entry an hour tells of it. */
const KEY_TOLD_MS = 60 * 60_000;

/** Tells the workspace of a key that was refused because it has ended. */
export async function logEndedKey(deps: ApiDeps, request: FastifyRequest, token: string): Promise<void> {
  const key = await findEndedKey(deps.db, token, deps.now());
  if (!key) return;
  const { tenantId, keyId, why } = key;
  const { count } = await deps.counters.up(`refused-key/${keyId}`, KEY_TOLD_MS);
  if (count === 1) {
    logRefusal(deps, request, { userId: keyId, tenantId }, { way: 'api-key', refusal: why });
  }
}
