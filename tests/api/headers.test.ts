import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApi, type TestApi } from './api.ts';

let plain: TestApi;
let secure: TestApi;
beforeAll(async () => {
  [plain, secure] = await Promise.all([
    startTestApi(),
    startTestApi({ publicUrl: 'https://aegis.example.test' }),
  ]);
});
afterAll(() => Promise.all([plain.close(), secure.close()]));

describe('headers of every answer (D8)', () => {
  const paths = [
    '/',
    '/docs/',
    '/openapi.json',
    '/livez',
    '/api/v1/session',
    '/nowhere.js',
    '/api/v1/nowhere',
  ];

  test.each(paths)('%s may only load from here, is framed by nobody, and is what it says', async (path) => {
    const { headers } = await plain.call('GET', path);
    const policy = headers.get('content-security-policy')!;
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toContain('unsafe-eval');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-type')).toMatch(
      /^(text\/html|application\/(problem\+)?json)(; ?charset=utf-8)?$/i,
    );
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  test('HSTS for a year, once the public address is https', async () => {
    expect((await secure.call('GET', '/')).headers.get('strict-transport-security')).toMatch(
      /max-age=31536000/,
    );
    expect((await plain.call('GET', '/')).headers.get('strict-transport-security')).toBeNull();
  });

  test('nothing of the API is kept by a cache, refusals neither', async () => {
    const person = await plain.newPerson();
    for (const who of [person, plain]) {
      for (const path of ['/api/v1/session', '/api/v1/tasks', '/api/v1/nowhere']) {
        expect((await who.call('GET', path)).headers.get('cache-control')).toBe('no-store');
      }
    }
  });
});

describe('the cookie of a session (H4)', () => {
  const cookieAt = async (api: TestApi) => {
    const [email, password] = ['cookie@example.test', 'a long password of a test'];
    await api.newPerson({ ownerEmail: email, password });
    const answer = await api.call('POST', '/api/v1/auth/sign-in', { email, password });
    return answer.headers.get('set-cookie')!;
  };

  test('is HttpOnly and same-site; with https also Secure and bound to this host', async () => {
    const [here, there] = await Promise.all([cookieAt(plain), cookieAt(secure)]);
    for (const cookie of [here, there]) expect(cookie).toMatch(/; HttpOnly;.*SameSite=Lax/);
    expect(there).toMatch(/^__Host-aegis_session=/);
    expect(there).toMatch(/; Secure/);
    expect(there).toMatch(/; Path=\//);
    expect(there).not.toMatch(/Domain/i);
  });
});

describe('requests that nothing should answer (D10)', () => {
  test('TRACE and other methods are refused, and a folder is not listed', async () => {
    for (const method of ['TRACE', 'PROPFIND'])
      expect(await statusOf(plain, method, '/')).toBeGreaterThanOrEqual(400);
    const folder = await plain.call('GET', '/assets/');
    expect(JSON.stringify(folder.body)).not.toMatch(/index of|<a |<li>/i); // the page of the console, or a problem
    const outside = await statusOf(plain, 'GET', '/assets/../../package.json');
    expect([400, 403, 404]).toContain(outside);
  });

  test('no GET changes anything: the document has none that takes a body', async () => {
    const { body } = await plain.call('GET', '/openapi.json');
    const paths = body.paths as Record<string, Record<string, { requestBody?: unknown }>>;
    expect(Object.values(paths).filter((operations) => operations.get?.requestBody)).toEqual([]);
  });

  test.each([
    ['prototypes', '{"__proto__":{"role":"owner"},"name":"x"}'],
    ['constructors', '{"constructor":{"prototype":{"role":"owner"}}}'],
    ['half a document', '{"email":'],
    ['depth', '['.repeat(20_000)],
    ['a foreign field', '{"email":"a@example.test","password":"x","role":"owner"}'],
  ])('a body with %s is a 400 that says nothing inner', async (_, text) => {
    const answer = await fetch(`${plain.url}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const said = await answer.text();
    expect(answer.status).toBe(400);
    expect(said).toContain('"code":"invalid-request"');
    expect(said).not.toMatch(/node_modules|\.ts|stack|at /);
  });

  test('two values for one parameter are refused, not the last one taken', async () => {
    const person = await plain.newPerson();
    expect((await person.call('GET', '/api/v1/tasks?limit=1&limit=50')).status).toBe(400);
  });
});

/** fetch normalizes paths and refuses TRACE; this sends what it is given. */
function statusOf(api: TestApi, method: string, path: string): Promise<number> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ hostname, port, method, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}
