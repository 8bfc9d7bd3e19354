import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import pg from 'pg';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { rewrapFactors, useCode } from '../../db/repositories/second-factors.ts';
import { readVaultKey } from '../../db/vault.ts';
import { cookieOf, startTestApi, type Person, type TestApi } from './api.ts';

const MINUTE = 60_000;
const password = 'a long enough password';

let api: TestApi;
let now = Date.parse('2026-11-23T20:00:00Z');
const vaultKey = readVaultKey(randomBytes(32).toString('base64'));
beforeAll(async () => {
  api = await startTestApi({ vaultKey }, { now: () => new Date(now) });
});
afterAll(() => api.close());

const codeOf = (secret: string, at = now) => generateSync({ secret, epoch: Math.floor(at / 1000) });
const signIn = (email: string, code?: string) =>
  api.call('POST', '/api/v1/auth/sign-in', { email, password, code });
const alive = async (who: Pick<Person, 'call'>) => (await who.call('GET', '/api/v1/session')).status === 200;

let count = 0;
/** A person with an authenticator app. */
async function withFactor() {
  const ownerEmail = `factor-${++count}@example.test`;
  const owner = await api.newPerson({ ownerEmail, password });
  const { secret, uri, picture } = (await owner.call('POST', '/api/v1/second-factor')).body as Record<
    string,
    string
  >;
  const { status, body } = await owner.call('PUT', '/api/v1/second-factor', { code: codeOf(secret!) });
  expect(status).toBe(200);
  now += 30_000; // the first code is used
  return { owner, ownerEmail, secret: secret!, uri, picture, recovery: body.recoveryCodes as string[] };
}

describe('an authenticator app (D10)', () => {
  test('is asked for only once a first code has proved it', async () => {
    const ownerEmail = 'sets-up@example.test';
    const owner = await api.newPerson({ ownerEmail, password });
    const setup = (await owner.call('POST', '/api/v1/second-factor')).body as Record<string, string>;
    expect(setup.uri).toMatch(/^otpauth:\/\/totp\/AEGIS:sets-up%40example\.test\?secret=/);
    expect(setup.picture).toMatch(/^<svg/);
    expect((await signIn(ownerEmail)).status).toBe(204);
    const wrong = await owner.call('PUT', '/api/v1/second-factor', { code: '000000' });
    expect(wrong.body.code).toBe('wrong-credentials');
    const proven = await owner.call('PUT', '/api/v1/second-factor', { code: codeOf(setup.secret!) });
    expect(proven.body.recoveryCodes).toHaveLength(10);
    expect((await owner.call('GET', '/api/v1/second-factor')).body).toEqual({
      enabled: true,
      recoveryCodesLeft: 10,
    });
    expect((await signIn(ownerEmail)).body).toMatchObject({ status: 401, code: 'code-required' });
    expect((await owner.call('POST', '/api/v1/second-factor')).status).toBe(409);
  });

  test('lets in with its code, each code once, and tells nothing while the password is wrong', async () => {
    const { ownerEmail, secret } = await withFactor();
    const code = codeOf(secret);
    const wrongPassword = await api.call('POST', '/api/v1/auth/sign-in', {
      email: ownerEmail,
      password: 'no',
      code,
    });
    expect(wrongPassword.body.code).toBe('wrong-credentials');
    expect((await signIn(ownerEmail, code)).status).toBe(204);
    expect((await signIn(ownerEmail, code)).body.code).toBe('wrong-credentials');
    now += 30_000;
    expect((await signIn(ownerEmail, codeOf(secret, now - 30_000))).status).toBe(401); // older than the last used
    expect((await signIn(ownerEmail, codeOf(secret))).status).toBe(204);
  });

  test('takes the code of a clock that is half a minute off, and no further', async () => {
    const { ownerEmail, secret } = await withFactor();
    now += 5 * MINUTE;
    expect((await signIn(ownerEmail, codeOf(secret, now - 90_000))).status).toBe(401);
    expect((await signIn(ownerEmail, codeOf(secret, now + 90_000))).status).toBe(401);
    expect((await signIn(ownerEmail, codeOf(secret, now - 30_000))).status).toBe(204);
  });

  test('of two with the same code at the same moment lets one in', async () => {
    const { ownerEmail, secret } = await withFactor();
    const code = codeOf(secret);
    const answers = await Promise.all([signIn(ownerEmail, code), signIn(ownerEmail, code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  });

  test('is asked for by a sign-in link too, which a wrong code does not use up', async () => {
    const { owner, secret } = await withFactor();
    const token = await createSignInLink(api.db, owner, new Date(now));
    const link = (code?: string) => api.call('POST', '/api/v1/auth/sign-in-link', { token, code });
    expect((await link()).body.code).toBe('code-required');
    expect((await link('123456')).body.code).toBe('wrong-credentials');
    expect((await link(codeOf(secret))).status).toBe(204);
  });

  test('recovery codes let in once each, however they are typed; new ones end the old', async () => {
    const { ownerEmail, recovery } = await withFactor();
    const answer = await signIn(ownerEmail, ` ${recovery[0]!.toUpperCase().replaceAll('-', ' ')} `);
    expect(answer.status).toBe(204);
    expect((await signIn(ownerEmail, recovery[0])).status).toBe(401);
    const owner = { call: api.withCookie(cookieOf(answer)) };
    expect((await owner.call('GET', '/api/v1/second-factor')).body.recoveryCodesLeft).toBe(9);
    const fresh = (await owner.call('POST', '/api/v1/second-factor/recovery-codes')).body
      .recoveryCodes as string[];
    expect((await signIn(ownerEmail, recovery[1])).status).toBe(401);
    expect((await signIn(ownerEmail, fresh[1])).status).toBe(204);
  });

  test('proves again who is signed in, and is changed only after such a proof', async () => {
    const { owner, secret } = await withFactor();
    now += 11 * MINUTE;
    const change = () => owner.call('DELETE', '/api/v1/second-factor');
    expect((await change()).body.code).toBe('confirmation-required');
    const confirm = (proof: object) => owner.call('POST', '/api/v1/auth/confirm', proof);
    // Whoever holds a borrowed session and the password still cannot take the factor away.
    expect((await confirm({ password })).body).toMatchObject({ status: 401, code: 'code-required' });
    expect((await confirm({ code: '000000' })).body.code).toBe('wrong-credentials');
    expect((await change()).body.code).toBe('confirmation-required');
    expect((await confirm({ code: codeOf(secret) })).status).toBe(204);
    expect((await change()).status).toBe(204);
    expect((await owner.call('GET', '/api/v1/second-factor')).body).toEqual({
      enabled: false,
      recoveryCodesLeft: 0,
    });
  });

  test('ends the other sessions when it comes or goes', async () => {
    const ownerEmail = 'others-end@example.test';
    const owner = await api.newPerson({ ownerEmail, password });
    const elsewhere = { call: api.withCookie(cookieOf(await signIn(ownerEmail))) };
    const { secret } = (await owner.call('POST', '/api/v1/second-factor')).body as Record<string, string>;
    await owner.call('PUT', '/api/v1/second-factor', { code: codeOf(secret!) });
    expect([await alive(owner), await alive(elsewhere)]).toEqual([true, false]);
  });

  test('cannot be guessed on several ways at once: codes are counted for the account as a whole', async () => {
    const { owner, ownerEmail, secret } = await withFactor();
    for (let i = 0; i < 5; i++) expect((await signIn(ownerEmail, '000000')).status).toBe(401);
    const token = await createSignInLink(api.db, owner, new Date(now));
    const link = () => api.call('POST', '/api/v1/auth/sign-in-link', { token, code: codeOf(secret) });
    expect((await link()).status).toBe(429);
    now += MINUTE;
    expect((await link()).status).toBe(204);
  });
});

describe('what is stored of it (E10)', () => {
  async function rows(text: string, values: unknown[] = []) {
    const client = new pg.Client({ connectionString: api.superuserUrl });
    await client.connect();
    return client.query<Record<string, unknown>>(text, values).finally(() => client.end());
  }

  test('is sealed or hashed, never the secret or a code', async () => {
    const { owner, secret, recovery } = await withFactor();
    const stored = await rows(
      `select f.*, r.code_hash from aegis.second_factors f join aegis.recovery_codes r using (user_id) where user_id = $1`,
      [owner.userId],
    );
    const text = JSON.stringify(stored.rows, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'data' in value
        ? Buffer.from(value.data as number[]).toString('latin1')
        : value,
    );
    for (const secretOne of [secret, ...recovery, ...recovery.map((code) => code.replaceAll('-', ''))]) {
      expect(text).not.toContain(secretOne);
    }
  });

  test('is sealed anew when the vault key changes, and goes on working', async () => {
    const { owner, secret } = await withFactor();
    const raw = randomBytes(32).toString('base64');
    const next = { current: 2, keys: new Map([...vaultKey.keys, [2, readVaultKey(raw).keys.get(1)!]]) };
    expect(await rewrapFactors(api.db, next, 1000)).toBeGreaterThan(0);
    expect(await rewrapFactors(api.db, next, 1000)).toBe(0);
    const { rows: after } = await rows('select key_version from aegis.second_factors where user_id = $1', [
      owner.userId,
    ]);
    expect(after[0]!.key_version).toBe(2);
    expect(await useCode(api.db, next, owner.userId, codeOf(secret), new Date(now))).toBe(true);
  });
});
