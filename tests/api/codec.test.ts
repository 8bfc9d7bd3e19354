import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { readVaultKey } from '../../db/vault-key.ts';
import { payloadCodec } from '../../temporal/codec.ts';
import { createTestNamespace } from '../setup/temporal.ts';
import { startTestApi } from './api.ts';

/** Spec E10, E13: operators read sealed payloads in Temporal's UI and CLI, and nobody else does. */
const UI = 'http://ui.example.test:8080';
const TOKEN = 'an-operator-token-of-a-test';
const payloadKey = readVaultKey(randomBytes(32).toString('base64'));
const start = Date.parse('2026-11-23T12:00:00Z');

let api: Awaited<ReturnType<typeof startTestApi>>;
let sealed: { metadata: Record<string, string>; data: string }[];
let now = start;

beforeAll(async () => {
  const temporal = await createTestNamespace();
  api = await startTestApi(
    { temporal: { ...temporal, uiUrl: `${UI}/`, payloadKey }, operatorToken: TOKEN },
    { now: () => new Date(now) },
  );
  const payload = defaultPayloadConverter.toPayload({ said: 'a secret word' });
  sealed = (await payloadCodec(payloadKey).encode([payload])).map(({ metadata, data }) => ({
    metadata: Object.fromEntries(Object.entries(metadata!).map(([key, bytes]) => [key, base64(bytes)])),
    data: base64(data!),
  }));
});
afterAll(() => api.close());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const decode = (headers: Record<string, string> = {}, payloads: unknown = sealed) =>
  fetch(`${api.url}/codec/decode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ payloads }),
  });
const bearer = { authorization: `Bearer ${TOKEN}` };
const signIn = (token: string) =>
  fetch(`${api.url}/codec/sign-in`, { method: 'POST', body: new URLSearchParams({ token }) });

async function expectOpened(response: Response): Promise<void> {
  expect(response.status).toBe(200);
  const { payloads } = (await response.json()) as { payloads: { data: string }[] };
  expect(Buffer.from(payloads[0]!.data, 'base64').toString()).toBe('{"said":"a secret word"}');
}

test("Temporal's CLI opens payloads with the operator's token", async () => {
  await expectOpened(await decode(bearer));
});

test("Temporal's UI opens them after signing in at /codec, for twelve hours", async () => {
  const signedIn = await signIn(TOKEN);
  expect(signedIn.status).toBe(200);
  const set = signedIn.headers.get('set-cookie')!;
  expect(set).toMatch(/HttpOnly/);
  const cookie = set.split(';')[0]!;
  expect(cookie).not.toContain(TOKEN);
  const response = await decode({ cookie, origin: UI });
  expect(response.headers.get('access-control-allow-origin')).toBe(UI);
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  await expectOpened(response);
  now = start + 12 * 3_600_000;
  expect((await decode({ cookie, origin: UI })).status).toBe(401);
  now = start;
});

test('without the token nobody does, not even the owner of a workspace', async () => {
  const owner = await api.newPerson();
  const attempts: Record<string, string>[] = [
    {},
    { cookie: owner.cookie },
    { authorization: `Bearer ${TOKEN}x` },
    { cookie: `aegis_operator=${start + 1e9}.${'x'.repeat(43)}` },
  ];
  for (const headers of attempts) {
    const response = await decode(headers);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(sealed[0]!.data);
  }
  expect((await signIn('another token')).status).toBe(401);
  expect((await signIn('another token')).headers.get('set-cookie')).toBeNull();
});

test('a page of another site reads nothing, whatever its browser sends along', async () => {
  const foreign = 'https://evil.example.test';
  const response = await decode({ ...bearer, origin: foreign });
  expect(response.status).toBe(403);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  const preflight = (origin: string) =>
    fetch(`${api.url}/codec/decode`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace',
      },
    });
  expect((await preflight(foreign)).headers.get('access-control-allow-origin')).toBeNull();
  const ours = await preflight(UI);
  expect(ours.status).toBe(204);
  expect(ours.headers.get('access-control-allow-origin')).toBe(UI);
  expect(ours.headers.get('access-control-allow-headers')).toMatch(/x-namespace/);
});

test('what does not open is said without a word of what it holds', async () => {
  const data = base64(randomBytes(80));
  const response = await decode(bearer, [{ ...sealed[0], data }]);
  expect(response.status).toBe(422);
  expect((await decode(bearer, 'none')).status).toBe(400);
});

test('without a payload key or an operator token there is no such address', async () => {
  const without = await startTestApi({ operatorToken: TOKEN });
  try {
    const response = await fetch(`${without.url}/codec/decode`, { method: 'POST', headers: bearer });
    expect(response.status).toBe(404);
  } finally {
    await without.close();
  }
});
