import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultEdge } from '../../api/edge-config.ts';
import { startTestApi, type Person, type TestApi } from '../api/api.ts';

/** Spec D9: pages of other origins. */
const friend = 'https://app.example.test';
const stranger = 'https://evil.example.test';
let api: TestApi;
let person: Person;
beforeAll(async () => {
  api = await startTestApi({ edge: { ...defaultEdge, corsOrigins: [friend] } });
  person = await api.newPerson();
});
afterAll(() => api.close());

const preflight = (origin: string) =>
  api.call('OPTIONS', '/api/v1/tasks', undefined, {
    ...{ origin, 'access-control-request-method': 'POST' },
    'access-control-request-headers': 'content-type,idempotency-key',
  });

describe('a page of another origin (D9)', () => {
  test('that is on the list may ask with the person’s session, and its preflight is kept', async () => {
    const { status, headers } = await preflight(friend);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(friend);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-max-age')).toBe('7200');
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE');
    expect(headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(headers.get('vary')).toContain('Origin');
    const read = await person.call('GET', '/api/v1/session', undefined, { origin: friend });
    expect([read.status, read.headers.get('access-control-allow-origin')]).toEqual([200, friend]);
    const from = { origin: friend, 'sec-fetch-site': 'cross-site' };
    const change = await person.call('PUT', '/api/v1/plan', { plan: 'pro' }, from);
    expect(change.status).toBe(200);
  });

  test('that is not gets no word that a browser would act on, and changes nothing', async () => {
    for (const origin of [stranger, 'null', `${friend}.evil.test`, friend.replace('https', 'http')]) {
      const asked = await preflight(origin);
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      expect(asked.headers.get('access-control-allow-methods')).toBeNull();
      const read = await person.call('GET', '/api/v1/session', undefined, { origin });
      expect(read.headers.get('access-control-allow-origin')).toBeNull();
      const change = await person.call('PUT', '/api/v1/plan', { plan: 'free' }, { origin });
      expect([change.status, change.body.code]).toEqual([403, 'foreign-origin']);
    }
  });

  test('is any other one while nothing is configured', async () => {
    const closed = await startTestApi();
    const asked = await closed.call('OPTIONS', '/api/v1/tasks', undefined, {
      ...{ origin: friend, 'access-control-request-method': 'POST' },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    await closed.close();
  });
});
