import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { withTenant } from '../../db/tenant.ts';
import { readVaultKey } from '../../db/vault.ts';
import { cookieOf, startTestApi, type Answer, type Person, type TestApi } from './api.ts';
import { startIdentityProvider } from './identity-provider.ts';

const callback = 'http://localhost:4700/api/v1/auth/sso/callback';

let api: TestApi;
let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
const records = new Map<string, string[][]>();
beforeAll(async () => {
  // The provider warns that it is one for tests.
  for (const kind of ['warn', 'info'] as const) jest.spyOn(console, kind).mockImplementation(() => {});
  idp = await startIdentityProvider(callback);
  api = await startTestApi(
    { ssoNetworks: ['127.0.0.0/8'], vaultKey: readVaultKey(randomBytes(32).toString('base64')) },
    { resolveTxt: async (name) => records.get(name) ?? Promise.reject(new Error('ENOTFOUND')) },
  );
});
afterAll(async () => {
  await api.close();
  await idp.close();
});

const path = '/api/v1/identity-provider';
const save = (who: Person, more: object = {}) => {
  const { issuer, clientId, clientSecret } = idp;
  return who.call('PUT', path, { issuer, clientId, clientSecret, ...more });
};
const claim = (who: Person, domain: string) => who.call('POST', `${path}/domains`, { domain });
const check = (who: Person, domain: string) => who.call('POST', `${path}/domains/${domain}/check`);
type Domains = { domain: string; record: { name: string; value: string }; verifiedAt: string | null }[];

/** Proves a domain as its owner does: with a TXT record. */
async function prove(who: Person, domain: string): Promise<Answer> {
  const { body } = await claim(who, domain);
  const { record } = (body.domains as Domains).find((one) => one.domain === domain)!;
  records.set(record.name, [['v=spf1 -all'], [record.value.slice(0, 10), record.value.slice(10)]]);
  return check(who, domain);
}

let count = 0;
/** An Enterprise workspace whose provider speaks for a domain of its own. */
async function company(more: object = {}) {
  const domain = `company-${++count}.example`;
  const owner = await api.newPerson({ plan: 'enterprise' });
  expect((await save(owner, more)).status).toBe(200);
  expect((await prove(owner, domain)).status).toBe(200);
  return { owner, domain };
}

const start = (email: string) => api.call('POST', '/api/v1/auth/sso', { email });
/** Goes to the provider and comes back; gives where the console is shown, and the session's cookie. */
async function signIn(email: string, sub: string, change: (back: URL) => URL = (back) => back) {
  const begun = await start(email);
  expect(begun.status).toBe(200);
  const back = change(await idp.visit(String(begun.body.authorizeUrl), sub));
  return comeBack(back, cookieOf(begun));
}
async function comeBack(back: URL, cookie: string) {
  const answer = await api.withCookie(cookie)('GET', back.pathname + back.search);
  expect(answer.status).toBe(302);
  const session = answer.headers.getSetCookie().find((line) => line.startsWith('aegis_session='));
  const location = new URL(answer.headers.get('location')!);
  return { location, cookie, call: api.withCookie(session?.split(';')[0] ?? '') };
}

/** Invites an address; the link's token. */
async function invite(who: Person, email: string, role = 'operator'): Promise<string> {
  const { status } = await who.call('POST', '/api/v1/invitations', { email, role });
  expect(status).toBe(201);
  const mails = (await who.call('GET', '/api/v1/emails')).body.data as Record<string, string>[];
  return new URL(mails.find(({ to }) => to === email)!.link!).hash.replace('#token=', '');
}

const password = 'wooden herons over the canal';
const accept = (who: Pick<Person, 'call'>, token: string, more: object = {}) =>
  who.call('POST', '/api/v1/auth/invitation/accept', { token, ...more });

describe('single sign-on by OpenID Connect (H4, E2)', () => {
  test('makes a person a member at their first sign-in, and knows them by subject ever after', async () => {
    const { owner, domain } = await company({ defaultRole: 'operator' });
    const email = `zoe@${domain}`;
    idp.accounts.set('zoe', { sub: 'zoe', email, email_verified: true, name: 'Zoé Martin' });
    const first = await signIn(email, 'zoe');
    expect(first.location.pathname).toBe('/');
    const session = (await first.call('GET', '/api/v1/session')).body;
    expect(session).toMatchObject({
      role: 'operator',
      tenant: { id: owner.tenantId },
      user: { name: 'Zoé Martin', email },
    });
    // Another address at the provider: the same person.
    idp.accounts.set('zoe', { sub: 'zoe', email: 'zoe@elsewhere.example', email_verified: true });
    const again = await signIn(email, 'zoe');
    expect((await again.call('GET', '/api/v1/session')).body.user).toEqual(session.user);
    expect((await owner.call('GET', '/api/v1/members')).body.data).toHaveLength(2);
  });

  test('asks with PKCE, state and nonce, and keeps secrets out of what the browser sees', async () => {
    const { domain } = await company();
    const begun = await start(`x@${domain}`);
    const url = new URL(String(begun.body.authorizeUrl));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: callback,
      scope: 'openid email profile',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(url.searchParams.get(name)!.length).toBeGreaterThanOrEqual(43);
    }
    expect(begun.headers.get('set-cookie')).toMatch(/^aegis_sso=.*HttpOnly; SameSite=Lax/);
    expect(url.href + begun.headers.get('set-cookie')).not.toContain(idp.clientSecret);
  });

  test('refuses another state, another browser, a used code, and what the provider refused', async () => {
    const { domain } = await company();
    const email = `eve@${domain}`;
    idp.accounts.set('eve', { sub: 'eve', email, email_verified: true });
    const other = (back: URL) => {
      back.searchParams.set('state', 'forged');
      return back;
    };
    expect((await signIn(email, 'eve', other)).location.search).toBe('?sso=provider-failed');
    const begun = await start(email);
    const back = await idp.visit(String(begun.body.authorizeUrl), 'eve');
    expect((await comeBack(back, '')).location.search).toBe('?sso=invalid-state');
    expect((await comeBack(back, 'aegis_sso=forged')).location.search).toBe('?sso=invalid-state');
    expect((await comeBack(back, cookieOf(await start(email)))).location.search).toBe('?sso=provider-failed');
    expect((await comeBack(back, cookieOf(begun))).location.pathname).toBe('/');
    expect((await comeBack(back, cookieOf(begun))).location.search).toBe('?sso=provider-failed');
    const denied = new URL(`${callback}?error=access_denied&state=x`);
    expect((await comeBack(denied, cookieOf(await start(email)))).location.search).toBe(
      '?sso=provider-failed',
    );
  });

  test('takes an ID token only with its signature, from its issuer, for this client, and in its time', async () => {
    const { domain } = await company();
    const email = `ida@${domain}`;
    idp.accounts.set('ida', { sub: 'ida', email, email_verified: true, name: 'Ida\r\nBcc: x@y.example' });
    const { key } = idp;
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const seconds = Math.floor(Date.now() / 1000);
    for (const forgery of [
      { key: stranger },
      { header: { alg: 'none' } },
      { claims: { sub: 'somebody else' } },
      { key, claims: { iss: 'https://other.example' } },
      { key, claims: { aud: 'another client' } },
      { key, claims: { aud: ['aegis', 'another client'], azp: 'another client' } },
      { key, claims: { nonce: 'of another flow' } },
      { key, claims: { iat: seconds - 7200, exp: seconds - 3600 } },
    ]) {
      idp.forge(forgery);
      const { location } = await signIn(email, 'ida');
      expect([forgery.claims, forgery.header, location.search]).toEqual([
        forgery.claims,
        forgery.header,
        '?sso=provider-failed',
      ]);
    }
    idp.forge({ key });
    const ida = await signIn(email, 'ida');
    expect(ida.location.pathname).toBe('/');
    // A name that is no line of text is none.
    expect((await ida.call('GET', '/api/v1/session')).body.user).toMatchObject({ name: email });
    idp.forge(null);
  });

  test('lets in nobody whose address is missing, unconfirmed or of another domain', async () => {
    const { owner, domain } = await company();
    for (const [sub, account, reason] of [
      ['none', {}, 'no-email'],
      ['unconfirmed', { email: `u@${domain}`, email_verified: false }, 'no-email'],
      ['stranger', { email: 'boss@bank.example', email_verified: true }, 'other-domain'],
      ['tricky', { email: `x@${domain}.evil.example`, email_verified: true }, 'other-domain'],
    ] as const) {
      idp.accounts.set(sub, { sub, ...account });
      const { location } = await signIn(`x@${domain}`, sub);
      expect([sub, location.search]).toEqual([sub, `?sso=${reason}`]);
    }
    expect((await owner.call('GET', '/api/v1/members')).body.data).toHaveLength(1);
  });

  test('does not bring back whom the workspace has removed', async () => {
    const { owner, domain } = await company();
    const email = `gone@${domain}`;
    idp.accounts.set('gone', { sub: 'gone', email, email_verified: true });
    const gone = await signIn(email, 'gone');
    const { user } = (await gone.call('GET', '/api/v1/session')).body as { user: { id: string } };
    await owner.call('DELETE', `/api/v1/members/${user.id}`);
    expect((await gone.call('GET', '/api/v1/session')).status).toBe(401);
    expect((await signIn(email, 'gone')).location.search).toBe('?sso=removed');
    idp.accounts.set('gone-2', { sub: 'gone-2', email, email_verified: true });
    expect((await signIn(email, 'gone-2')).location.search).toBe('?sso=removed');
  });

  test('never takes an account that is not in the workspace: its maker need not own the address', async () => {
    const { owner, domain } = await company();
    const email = `victim@${domain}`;
    // Anybody who may invite reads the link where no mail server is set up, and accepts with a password of their own.
    const attacker = await api.newPerson();
    const token = await invite(attacker, email);
    expect((await accept(api, token, { name: 'Victim', password })).status).toBe(204);
    idp.accounts.set('victim', { sub: 'victim', email, email_verified: true });
    const refused = await signIn(email, 'victim');
    expect([refused.location.pathname, refused.location.search]).toEqual(['/sign-in', '?sso=account-exists']);
    expect((await owner.call('GET', '/api/v1/members')).body.data).toHaveLength(1);
    // Who has accepted an invitation to it, signed in, is known.
    const answer = await api.call('POST', '/api/v1/auth/sign-in', { email, password });
    const victim = { call: api.withCookie(cookieOf(answer)) };
    expect((await accept(victim, await invite(owner, email))).status).toBe(204);
    expect((await signIn(email, 'victim')).location.pathname).toBe('/');
  });

  test('vouches for its own workspace only: no other one, no password, no second factor', async () => {
    const { owner, domain } = await company();
    const email = `two@${domain}`;
    const home = await api.newPerson({ ownerEmail: email, password });
    expect((await accept(home, await invite(owner, email))).status).toBe(204);
    idp.accounts.set('two', { sub: 'two', email, email_verified: true });
    const { call } = await signIn(email, 'two');
    const elsewhere = await api.newPerson();
    const token = await invite(elsewhere, email);
    const acts: [string, string, unknown][] = [
      ['POST', '/api/v1/auth/workspace', { id: home.tenantId }],
      ['POST', '/api/v1/auth/invitation/accept', { token }],
      ['PUT', '/api/v1/password', { next: 'wooden herons over the canal' }],
      ['POST', '/api/v1/second-factor', undefined],
      ['DELETE', '/api/v1/second-factor', undefined],
    ];
    for (const [method, at, body] of acts) {
      expect([at, (await call(method, at, body)).body.reason]).toEqual([at, 'sso-session']);
    }
  });

  test('sees and ends nothing of its person outside its workspace, nor changes them there', async () => {
    const { owner, domain } = await company();
    const email = `three@${domain}`;
    const home = await api.newPerson({ ownerEmail: email, password });
    await accept(home, await invite(owner, email));
    const elsewhere = await api.signIn(home);
    idp.accounts.set('three', { sub: 'three', email, email_verified: true });
    const here = await signIn(email, 'three');
    const list = async (what: string, who: Pick<Person, 'call'> = here) =>
      (await who.call('GET', `/api/v1/${what}`)).body.data as Record<string, unknown>[];
    expect(await list('workspaces')).toMatchObject([{ id: owner.tenantId, current: true }]);
    const [all, mine] = [await list('sessions', elsewhere), await list('sessions')];
    const [other] = all.filter(({ id }) => !mine.some((one) => one.id === id));
    expect([all.length, mine.length, other!.current]).toEqual([3, 2, true]);
    expect((await here.call('DELETE', `/api/v1/sessions/${String(other!.id)}`)).status).toBe(404);
    const profile = { name: 'Three', title: null, locale: 'fr' };
    expect((await here.call('PUT', '/api/v1/profile', profile)).body.reason).toBe('sso-session');
    expect((await here.call('POST', '/api/v1/auth/sign-out-everywhere')).status).toBe(204);
    expect(await list('sessions', elsewhere)).toMatchObject([{ id: other!.id }]);
    // Whom only this company knows is its to name.
    idp.accounts.set('four', { sub: 'four', email: `four@${domain}`, email_verified: true });
    const four = await signIn(`four@${domain}`, 'four');
    expect((await four.call('PUT', '/api/v1/profile', profile)).status).toBe(200);
  });
});

describe('required of everybody (C8, E2)', () => {
  test('only once it has let somebody in; then no password does, but an owner’s', async () => {
    const { owner, domain } = await company();
    const email = `zoe@${domain}`;
    const zoe = await api.newPerson({ ownerEmail: email, password });
    expect((await accept(zoe, await invite(owner, email))).status).toBe(204);
    expect((await save(owner, { required: true })).body).toMatchObject({
      status: 422,
      reason: 'sso-untried',
    });
    idp.accounts.set('required', { sub: 'required', email, email_verified: true });
    const bySso = await signIn(email, 'required');
    const byLink = await api.signIn({ tenantId: owner.tenantId, userId: zoe.userId });
    const isIn = async (who: { call: Person['call'] }) =>
      (await who.call('GET', '/api/v1/session')).status === 200;
    expect([await isIn(bySso), await isIn(byLink)]).toEqual([true, true]);
    expect((await save(owner, { required: true })).body).toMatchObject({
      provider: { required: true },
      tried: true,
    });
    expect([await isIn(bySso), await isIn(byLink), await isIn(owner)]).toEqual([true, false, true]);
    // Their own workspace lets them in; this one does not, by no way.
    const signedIn = await api.call('POST', '/api/v1/auth/sign-in', { email, password });
    const here = { call: api.withCookie(cookieOf(signedIn)) };
    expect((await here.call('GET', '/api/v1/session')).body).toMatchObject({ tenant: { id: zoe.tenantId } });
    const refused = { status: 403, code: 'forbidden', reason: 'sso-required' };
    expect((await here.call('POST', '/api/v1/auth/workspace', { id: owner.tenantId })).body).toMatchObject(
      refused,
    );
    const invited = `new@${domain}`;
    const token = await invite(owner, invited, 'analyst');
    expect((await accept(api, token, { name: 'New', password })).body).toMatchObject(refused);
    const asNew = { email: invited, password };
    expect((await api.call('POST', '/api/v1/auth/sign-in', asNew)).body).toMatchObject(refused);
    expect(await isIn(await api.signIn(owner))).toBe(true);
  });

  test('as long as the plan has it: one truth, the plan’s own', async () => {
    const { owner, domain } = await company();
    const email = `ada@${domain}`;
    idp.accounts.set('plan', { sub: 'plan', email, email_verified: true });
    await signIn(email, 'plan');
    expect((await save(owner, { required: true })).status).toBe(200);
    const begun = await start(email);
    const back = await idp.visit(String(begun.body.authorizeUrl), 'plan');
    await withTenant(api.db, { tenantId: owner.tenantId, actor: 'test' }, (tx) =>
      tx.updateTable('subscriptions').set({ plan: 'pro' }).execute(),
    );
    expect((await owner.call('GET', path)).body).toMatchObject({ available: false });
    expect((await start(email)).status).toBe(404);
    expect((await comeBack(back, cookieOf(begun))).location.search).toBe('?sso=provider-failed');
    const people = (await owner.call('GET', '/api/v1/members')).body.data as { id: string; email: string }[];
    const ada = { tenantId: owner.tenantId, userId: people.find((one) => one.email === email)!.id };
    expect((await (await api.signIn(ada)).call('GET', '/api/v1/session')).status).toBe(200);
  });
});

describe('setting it up (C8)', () => {
  test('needs Enterprise, the right, and a fresh proof of who asks', async () => {
    const pro = await api.newPerson({ plan: 'pro' });
    expect((await save(pro)).body).toMatchObject({ status: 422, reason: 'sso-plan' });
    expect((await claim(pro, 'a.example')).body.reason).toBe('sso-plan');
    const owner = await api.newPerson({ plan: 'enterprise' });
    // An admin could point it at a provider of their own, which names an owner.
    expect((await save(await api.newColleague(owner, 'admin'))).status).toBe(403);
  });

  test('reads the provider first, and never shows or hands on its secret', async () => {
    const owner = await api.newPerson({ plan: 'enterprise' });
    expect((await save(owner, { issuer: 'http://127.0.0.1:1' })).body.reason).toBe('sso-issuer');
    expect((await save(owner, { issuer: `${idp.issuer}/other` })).body.reason).toBe('sso-issuer');
    expect((await save(owner, { clientSecret: undefined })).status).toBe(400);
    const saved = await save(owner);
    expect(saved.body).toMatchObject({
      provider: { issuer: idp.issuer, clientId: 'aegis', defaultRole: 'analyst', enabled: true },
      redirectUri: callback,
      available: true,
    });
    expect(JSON.stringify(saved.body)).not.toContain(idp.clientSecret);
    expect((await save(owner, { clientSecret: undefined, enabled: false })).status).toBe(200);
    // The stored secret does not follow to another client.
    expect((await save(owner, { clientSecret: undefined, clientId: 'other' })).status).toBe(400);
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    const { rows } = await client.query<{ sealed: Buffer; log: string }>(
      `select p.sealed, (select json_agg(a)::text from aegis.audit_log a where a.table_name = 'identity_providers') as log
        from aegis.identity_providers p where tenant_id = $1`,
      [owner.tenantId],
    );
    await client.end();
    expect(rows[0]!.sealed.toString('latin1') + rows[0]!.log).not.toContain(idp.clientSecret);
  });

  test('a provider outside the networks that are named is not read, without https neither', async () => {
    const owner = await api.newPerson({ plan: 'enterprise' });
    for (const issuer of [
      'http://10.0.0.1',
      'https://192.168.1.1',
      'http://169.254.169.254',
      'https://[::1]',
    ]) {
      expect([issuer, (await save(owner, { issuer })).body.reason]).toEqual([issuer, 'sso-issuer']);
    }
  });

  test('a domain counts once its record proves it, and belongs to one workspace', async () => {
    const [first, second] = [
      await api.newPerson({ plan: 'enterprise' }),
      await api.newPerson({ plan: 'enterprise' }),
    ];
    const domain = 'shared.example';
    await save(first);
    await claim(first, domain);
    expect((await check(first, domain)).body.reason).toBe('sso-record');
    expect((await start(`x@${domain}`)).status).toBe(404);
    const proved = await prove(first, domain);
    expect((proved.body.domains as Domains)[0]!.verifiedAt).not.toBeNull();
    expect((await start(`x@${domain}`)).status).toBe(200);
    expect((await prove(second, domain)).body).toMatchObject({ status: 409, reason: 'sso-taken' });
    expect((await check(second, 'unclaimed.example')).status).toBe(404);
    expect((await claim(second, 'not a domain')).status).toBe(400);
    expect((await first.call('DELETE', `${path}/domains/${domain}`)).status).toBe(204);
    expect((await prove(second, domain)).status).toBe(200);
  });

  test('switched off or removed, nobody signs in with it', async () => {
    const { owner, domain } = await company();
    expect((await start(`x@${domain}`)).status).toBe(200);
    await save(owner, { enabled: false });
    expect((await start(`x@${domain}`)).status).toBe(404);
    await save(owner);
    const begun = await start(`x@${domain}`);
    idp.accounts.set('late', { sub: 'late', email: `x@${domain}`, email_verified: true });
    const back = await idp.visit(String(begun.body.authorizeUrl), 'late');
    expect((await owner.call('DELETE', path)).status).toBe(204);
    expect((await comeBack(back, cookieOf(begun))).location.search).toBe('?sso=provider-failed');
    expect((await start(`x@${domain}`)).status).toBe(404);
    expect((await start('x@unknown.example')).status).toBe(404);
  });
});
