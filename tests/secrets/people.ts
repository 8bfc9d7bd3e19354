import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import { expect } from '@jest/globals';
import type { Db } from '../../db/database.ts';
import { listEmails } from '../../db/repositories/emails.ts';
import { createWorkspace } from '../../db/repositories/tenants.ts';
import { withTenant } from '../../db/tenant.ts';
import type { VaultKey } from '../../db/vault.ts';
import type { Secrets } from './secrets.ts';

interface Given {
  /** Where the product is, called as everybody does; what it answers is looked through. */
  call: (path: string, init?: RequestInit) => Promise<Response>;
  /** The same for the few answers that are meant to show a secret, this once. */
  shown: (path: string, init?: RequestInit) => Promise<Response>;
  db: Db;
  vaultKey: VaultKey;
  secrets: Secrets;
  issuer: string;
}

const json = (method: string, body: unknown, cookie = ''): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
  body: JSON.stringify(body),
});
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/**
 * A company whose owner uses everything that proves who one is: authenticator app, recovery codes, API keys, invitations, a
 * forgotten password, single sign-on. Gives the cookie of an open session.
 */
export async function useIdentity({ call, shown, db, vaultKey, secrets, issuer }: Given): Promise<string> {
  const email = 'head@company.test';
  const password = secrets.word('the password of the head of a company');
  const { tenantId } = await createWorkspace(db, {
    ...{
      name: 'Company of the canaries',
      plan: 'enterprise',
      ownerEmail: email,
      ownerName: 'Head',
      password,
    },
  });
  const signedIn = await call('/api/v1/auth/sign-in', json('POST', { email, password }));
  let cookie = cookieOf(signedIn);

  const { secret } = (await (
    await shown('/api/v1/second-factor', { method: 'POST', headers: { cookie } })
  ).json()) as { secret: string };
  secrets.add('the secret of an authenticator app', secret);
  const on = await shown('/api/v1/second-factor', json('PUT', { code: generateSync({ secret }) }, cookie));
  const { recoveryCodes } = (await on.json()) as { recoveryCodes: string[] };
  for (const code of recoveryCodes) secrets.add('a recovery code', code);
  const again = await call('/api/v1/auth/sign-in', json('POST', { email, password, code: recoveryCodes[0] }));
  expect(again.status).toBe(204);
  cookie = cookieOf(again);

  const made = await shown('/api/v1/api-keys', json('POST', { name: 'Key', scopes: ['read'] }, cookie));
  const { token } = (await made.json()) as { token: string };
  secrets.add('an API key', token);
  const asKey = { headers: { authorization: `Bearer ${token}` } };
  expect((await call('/api/v1/tasks', asKey)).status).toBe(200);
  await call('/api/v1/export', asKey);
  await call('/api/v1/api-keys', { headers: { cookie } });

  const clientSecret = secrets.word('the client secret of an identity provider');
  const provider = { issuer, clientId: 'aegis', clientSecret };
  const saved = await call('/api/v1/identity-provider', json('PUT', provider, cookie));
  expect(saved.status).toBe(200);
  await call('/api/v1/identity-provider', { headers: { cookie } });

  const invited = 'invited@company.test';
  await call('/api/v1/invitations', json('POST', { email: invited, role: 'analyst' }, cookie));
  await call('/api/v1/invitations', json('POST', { email: 'late@company.test', role: 'analyst' }, cookie));
  await call('/api/v1/auth/password-reset', json('POST', { email }));
  /** The token of a mail that waits, as only its reader will see it. */
  const mailed = async (to: string, template: string): Promise<string> => {
    for (;;) {
      const mails = await withTenant(db, { tenantId, actor: 'test', readOnly: true }, (tx) =>
        listEmails(tx, vaultKey),
      );
      const mail = mails.find((one) => one.to === to && one.template === template);
      // The mail server has refused us by then.
      if (mail?.token && mail.tries > 0) return secrets.add(`the link of the mail ${template}`, mail.token);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const invitation = await mailed(invited, 'invitation');
  await mailed('late@company.test', 'invitation');
  await call('/api/v1/auth/invitation', json('POST', { token: invitation }));
  const joins = { token: invitation, name: 'Guest', password: secrets.word('the password of a guest') };
  expect((await call('/api/v1/auth/invitation/accept', json('POST', joins))).status).toBeLessThan(300);
  await call('/api/v1/emails', { headers: { cookie } });
  await call('/api/v1/invitations', { headers: { cookie } });
  const reset = await mailed(email, 'password-reset');
  const forged = {
    token: secrets.word('a forged reset link'),
    password: secrets.word('a password for nothing'),
  };
  await call('/api/v1/auth/password-reset', json('PUT', forged));
  const next = secrets.word('a new password');
  const done = await call('/api/v1/auth/password-reset', json('PUT', { token: reset, password: next }));
  expect(done.status).toBe(204);
  await call(
    '/api/v1/auth/sign-in',
    json('POST', {
      email,
      password: next,
      code: secrets.add('a wrong code', randomBytes(9).toString('hex')),
    }),
  );
  const last = { email, password: next, code: recoveryCodes[1] };
  cookie = cookieOf(await call('/api/v1/auth/sign-in', json('POST', last)));
  return cookie;
}
