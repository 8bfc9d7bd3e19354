import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignInLink } from '../../db/repositories/sessions.ts';
import { createWorkspace } from '../../db/repositories/tenants.ts';
import { cookieOf, startTestApi, type TestApi } from './api.ts';

let api: TestApi;
let person: { tenantId: string; userId: string };

beforeAll(async () => {
  api = await startTestApi();
  person = await createWorkspace(api.db, {
    name: 'Maison',
    ownerEmail: ' Claire@Example.test ',
    ownerName: 'Claire',
    password: 'a long enough password',
  });
});
afterAll(() => api.close());

const signIn = (email: string, password: string) =>
  api.call('POST', '/api/v1/auth/sign-in', { email, password });

describe('signing in (H1)', () => {
  test('with the right password opens a session that tells who and where', async () => {
    const answer = await signIn('claire@example.test', 'a long enough password');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^aegis_session=.*Max-Age=43200;.*HttpOnly; SameSite=Lax$/,
    );
    const session = await api.withCookie(cookieOf(answer))('GET', '/api/v1/session');
    expect(session.body).toMatchObject({
      user: { name: 'Claire', email: 'claire@example.test' },
      tenant: { id: person.tenantId, name: 'Maison', sample: false },
      role: 'owner',
    });
  });

  test('gives the same answer for a wrong password and an unknown person', async () => {
    const wrong = await signIn('claire@example.test', 'wrong');
    const unknown = await signIn('nobody@example.test', 'wrong');
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('set-cookie')).toBeNull();
    expect({ ...wrong.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' });
    expect(unknown.status).toBe(401);
  });

  test('by link works once', async () => {
    const token = await createSignInLink(api.db, person);
    const first = await api.call('POST', '/api/v1/auth/sign-in-link', { token });
    const second = await api.call('POST', '/api/v1/auth/sign-in-link', { token });
    expect([first.status, second.status]).toEqual([204, 401]);
    expect(second.body).toMatchObject({ code: 'invalid-link' });
  });

  test('ends at sign-out, also for a copy of the cookie', async () => {
    const token = await createSignInLink(api.db, person);
    const cookie = cookieOf(await api.call('POST', '/api/v1/auth/sign-in-link', { token }));
    const call = api.withCookie(cookie);
    expect((await call('GET', '/api/v1/session')).status).toBe(200);
    expect((await call('POST', '/api/v1/auth/sign-out')).status).toBe(204);
    expect((await call('GET', '/api/v1/session')).body).toMatchObject({ code: 'not-signed-in', status: 401 });
  });

  test('is refused when another site asks for it', async () => {
    const { status, body } = await api.call('POST', '/api/v1/auth/sign-out', undefined, {
      origin: 'https://evil.example',
    });
    expect([status, body.code]).toEqual([403, 'foreign-origin']);
  });
});

describe('a problem (RFC 9457)', () => {
  test.each([
    [
      'a body that is not as documented',
      'POST',
      '/api/v1/auth/sign-in',
      { email: 'x' },
      400,
      'invalid-request',
    ],
    ['an unknown address', 'GET', '/api/v1/nothing', undefined, 404, 'not-found'],
    ['another method', 'DELETE', '/api/v1/session', undefined, 405, 'method-not-allowed'],
    ['too large a body', 'POST', '/api/v1/auth/sign-in', { email: 'x'.repeat(2 ** 20) }, 413, 'too-large'],
  ])('answers %s', async (_, method, path, body, status, code) => {
    const answer = await api.call(method, path, body);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ status, code, instance: path, type: `urn:aegis:problem:${code}` });
    expect(answer.body.traceId).toBe(answer.headers.get('x-request-id'));
    expect(answer.status).toBe(status);
  });

  test('names each wrong field', async () => {
    const { body } = await api.call('POST', '/api/v1/auth/sign-in', { email: 'x', password: 'y' });
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/email' })]);
  });
});
