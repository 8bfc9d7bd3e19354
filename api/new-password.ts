import { hashPassword } from '../db/repositories/passwords.ts';
import { enqueueEmail } from '../db/repositories/emails.ts';
import { tell } from '../db/repositories/notifications.ts';
import type { User } from '../db/repositories/users.ts';
import { withTenant } from '../db/tenant.ts';
import { passwordFault, shortestPassword, type PasswordFault } from '../domain/password.ts';
import type { ApiDeps } from './deps.ts';
import { isLeaked } from './leaked-passwords.ts';
import { ApiProblem } from './problem.ts';

const faults: Record<PasswordFault | 'leaked', string> = {
  'too-short': `Use at least ${shortestPassword} characters; a few words that only you put together are easy to keep.`,
  'too-long': 'Use at most 256 characters.',
  'too-common':
    'It consists of what guessers try first. Put a few words together that do not belong together.',
  leaked: 'It is on lists of stolen passwords, which guessers try. Choose another one.',
  'about-you':
    'It consists of your name, your address or your workspace. Choose words that have nothing to do with you.',
};

/** The password as it is stored; 422 with the reason when it is one that guessers find. */
export async function hashNewPassword(
  deps: ApiDeps,
  password: string,
  user: Pick<User, 'name' | 'email'>,
  tenantId: string,
): Promise<string> {
  const workspace = await withTenant(deps.db, { tenantId, actor: 'system:passwords', readOnly: true }, (tx) =>
    tx.selectFrom('tenants').select('name').executeTakeFirst(),
  );
  const own = [user.name, user.email, workspace?.name ?? ''];
  const fault = passwordFault(password, own) ?? (isLeaked(password) ? 'leaked' : null);
  if (fault) throw new ApiProblem('weak-password', faults[fault], { reason: fault });
  return hashPassword(password);
}

/** Tells a person that their password was changed: they may not have done it. */
export async function tellPasswordChanged(deps: ApiDeps, user: User, tenantId: string): Promise<void> {
  const { email: to, locale, name } = user;
  await withTenant(deps.db, { tenantId, actor: `user:${user.id}` }, async (tx) => {
    await enqueueEmail(tx, { to, template: 'password-changed', locale, values: { name } }, deps.now());
    await tell(tx, { kind: 'password-changed', subject: user.id }, { account: user.id }, deps.now());
  });
}
