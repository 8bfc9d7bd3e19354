import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { cookieOf, startTestApi, type Person, type TestApi } from './api.ts';

const password = 'a long enough password';
const HOUR = 3_600_000;

let api: TestApi;
let now = Date.parse('2026-11-23T20:00:00Z');
beforeAll(async () => {
  api = await startTestApi({}, { now: () => new Date(now) });
});
afterAll(() => api.close());

interface Entry {
  object: string;
  objectId: string;
  actor: { id: string };
  changes: { field: string; new: unknown }[];
}
/** Sign-ins of the workspace as its auditor reads them, newest first: who, how, and why not. */
async function log(who: Person, object: 'sign-in' | 'refused-sign-in') {
  const { body } = await who.call('GET', `/api/v1/audit?object=${object}`);
  return (body.data as Entry[]).map(({ actor, objectId, changes }) => {
    const fact = (name: string) => changes.find(({ field }) => field === name)?.new;
    return {
      actor: actor.id,
      of: objectId,
      way: fact('way'),
      second: fact('second'),
      reason: fact('reason'),
    };
  });
}
/** Refusals are written after the answer. */
async function refusals(who: Person, count: number) {
  let found = await log(who, 'refused-sign-in');
  for (let i = 0; i < 100 && found.length < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    found = await log(who, 'refused-sign-in');
  }
  return found;
}
const signIn = (body: object) => api.call('POST', '/api/v1/auth/sign-in', body);
const code = (secret: string) => generateSync({ secret, epoch: Math.floor(now / 1000) });

describe('signing in is written into the audit log (ASVS V16.3.1, E13)', () => {
  test('by its kind: password, link, with a code or a recovery code, in a new workspace, confirmed', async () => {
    const email = 'kinds@example.test';
    const owner = await api.newPerson({ ownerEmail: email, password });
    const { userId, tenantId } = owner;
    await signIn({ email, password });
    const { secret } = (await owner.call('POST', '/api/v1/second-factor')).body as { secret: string };
    const kept = (await owner.call('PUT', '/api/v1/second-factor', { code: code(secret) })).body;
    now += 60_000;
    expect((await signIn({ email, password, code: code(secret) })).status).toBe(204);
    const [recovery, another] = kept.recoveryCodes as string[];
    const token = await createSignInLink(api.db, owner, new Date(now));
    const byLink = await api.call('POST', '/api/v1/auth/sign-in-link', { token, code: recovery });
    const auditor = { ...owner, call: api.withCookie(cookieOf(byLink)) };
    await auditor.call('POST', '/api/v1/auth/confirm', { code: another });
    const mine = { actor: `user:${userId}`, of: userId };
    const none = { second: undefined, reason: undefined };
    expect(await log(auditor, 'sign-in')).toEqual([
      { ...mine, way: 'confirmation', second: 'recovery-code', reason: undefined },
      { ...mine, way: 'link', second: 'recovery-code', reason: undefined },
      { ...mine, way: 'password', second: 'code', reason: undefined },
      { ...mine, way: 'password', ...none },
      { ...mine, way: 'link', ...none },
    ]);
    const { body } = await auditor.call('GET', `/api/v1/audit?object=sign-in&limit=1`);
    expect((body.data as Entry[])[0]!.changes).toContainEqual({ field: 'ip', old: null, new: '127.0.0.1' });
    expect(JSON.stringify(body)).not.toContain(tenantId);
  });

  test('and so is who was refused and why, in every workspace of theirs and no other', async () => {
    const email = 'refused@example.test';
    const owner = await api.newPerson({ ownerEmail: email, password });
    const second = await api.newPerson({ ownerEmail: email });
    const other = await api.newPerson();
    await signIn({ email, password: 'a guess' });
    await owner.call('POST', '/api/v1/auth/confirm', { password: 'a guess' });
    await owner.call('PUT', '/api/v1/password', { current: 'a guess', next: 'wooden herons over the canal' });
    const refused = {
      actor: 'system:sign-in',
      of: owner.userId,
      second: undefined,
      reason: 'wrong-password',
    };
    expect(await refusals(owner, 3)).toEqual([
      { ...refused, way: 'new-password' },
      { ...refused, way: 'confirmation' },
      { ...refused, way: 'password' },
    ]);
    expect(await refusals(second, 1)).toEqual([{ ...refused, way: 'password' }]);
    expect(await log(other, 'refused-sign-in')).toEqual([]);
    const { body } = await second.call('GET', '/api/v1/audit?object=refused-sign-in');
    expect((body.data as Entry[])[0]!.changes).toContainEqual({ field: 'email', old: null, new: email });
  });

  test('a wrong code after the right password is told apart', async () => {
    const email = 'code@example.test';
    const owner = await api.newPerson({ ownerEmail: email, password });
    const { secret } = (await owner.call('POST', '/api/v1/second-factor')).body as { secret: string };
    await owner.call('PUT', '/api/v1/second-factor', { code: code(secret) });
    expect((await signIn({ email, password })).body.code).toBe('code-required');
    expect((await signIn({ email, password, code: 'aaaaa-bbbbb' })).status).toBe(401);
    expect(await refusals(owner, 1)).toMatchObject([
      { way: 'password', second: 'recovery-code', reason: 'wrong-code' },
    ]);
  });

  test('an ended API key tells of itself once an hour, a forged one nobody', async () => {
    const owner = await api.newPerson();
    const made = (await owner.call('POST', '/api/v1/api-keys', { name: 'Key', scopes: ['read'] })).body;
    const token = String(made.token);
    await owner.call('DELETE', `/api/v1/api-keys/${String(made.id)}`);
    const ask = (key: string) =>
      api.call('GET', '/api/v1/session', undefined, { authorization: `Bearer ${key}` });
    const forged = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    for (const key of [forged, token, token]) expect((await ask(key)).body.code).toBe('invalid-key');
    const entry = { of: made.id, way: 'api-key', reason: 'revoked' };
    expect(await refusals(owner, 1)).toMatchObject([entry]);
    now += HOUR;
    await ask(token);
    const again = { ...owner, ...(await api.signIn(owner)) };
    expect(await refusals(again, 2)).toMatchObject([entry, entry]);
  });

  test('people are seen when they last signed in, also once their session is over', async () => {
    const owner = await api.newPerson();
    const analyst = await api.newColleague(owner, 'analyst');
    await analyst.call('POST', '/api/v1/auth/sign-out');
    const { data } = (await owner.call('GET', '/api/v1/members')).body as { data: Record<string, unknown>[] };
    expect(data.find(({ id }) => id === analyst.userId)!.lastSeenAt).toMatch(/^20/);
  });
});
