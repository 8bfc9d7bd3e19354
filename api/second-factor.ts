import type { FastifyRequest } from 'fastify';
import { enqueueEmail } from '../db/repositories/emails.ts';
import { tell } from '../db/repositories/notifications.ts';
import { kindOfCode, useCode } from '../db/repositories/second-factors.ts';
import { endSessionsOf } from '../db/repositories/sessions.ts';
import type { SignIn } from '../db/repositories/sign-ins.ts';
import { findUser } from '../db/repositories/users.ts';
import { withTenant } from '../db/tenant.ts';
import { factorChanges, type FactorChange } from '../domain/emails.ts';
import type { Person } from './caller.ts';
import type { ApiDeps } from './deps.ts';
import { guess } from './guessing.ts';
import { contextOf } from './plugins/session.ts';
import { ApiProblem } from './problem.ts';

export const codeRequired = () =>
  new ApiProblem('code-required', 'Type the code of your authenticator app, or a recovery code.');

/** What was asked besides the first proof. */
export type SecondProof = { second: SignIn['second'] };

/**
 * What a person proved besides, which is nothing without a second factor; null: the code is wrong. Asked only after the first proof; 401 `code-required`
 * without a code. Who guesses codes knows the password, so they are counted per account, wherever they come from.
 */
export async function provenTwice(
  deps: ApiDeps,
  request: FastifyRequest,
  user: { id: string; secondFactor: boolean },
  code: string | undefined,
): Promise<SecondProof | null> {
  if (!user.secondFactor) return { second: null };
  if (code === undefined) {
    throw codeRequired();
  }
  return (await codeIsRight(deps, request, user.id, code)) ? { second: kindOfCode(code) } : null;
}

/** True for a code that is right and was not used before. 429 while somebody guesses. */
export async function codeIsRight(
  deps: ApiDeps,
  request: FastifyRequest,
  userId: string,
  code: string,
): Promise<boolean> {
  const check = async () =>
    (await useCode(deps.db, deps.config.vaultKey, userId, code, deps.now())) ? true : null;
  const right = await guess(deps, request, `code ${userId}`, check, 'anywhere');
  return right !== null;
}

/** Signing in has changed: the person's other sessions end, and a mail says so. */
export async function tellFactorChanged(
  deps: ApiDeps,
  request: FastifyRequest,
  { userId, idHash }: Person,
  change: FactorChange,
): Promise<void> {
  await endSessionsOf(deps.db, { userId }, idHash);
  const user = await findUser(deps.db, userId);
  if (!user) return;
  const { email: to, locale, name } = user;
  const values = { name, change: factorChanges[change][locale] };
  const news = { kind: 'second-factor-changed', subject: userId, words: { variant: change } } as const;
  await withTenant(deps.db, contextOf(request), async (tx) => {
    await enqueueEmail(tx, { to, template: 'second-factor-changed', locale, values }, deps.now());
    await tell(tx, news, { account: userId }, deps.now());
  });
  request.log.info({ change }, 'second factor changed');
}
