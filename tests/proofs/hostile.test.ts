import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Person } from '../api/api.ts';
import { proofSize } from '../setup/proof.ts';
import { startSyncedApi, type SyncedApi } from '../api/synced.ts';
import {
  hostileText,
  hostileValue,
  nearly,
  operations,
  problemCheck,
  valueOf,
  type Operation,
} from './document.ts';

/**
 * Spec D10: whatever is sent to whatever route, as owner, colleague, stranger or nobody, the answer is one of those in
 * openapi.json and never a failure of ours. Made from the document, so a new route is tried the day it appears.
 * AEGIS_SEED=… tries others.
 */
const REQUESTS = proofSize(400, 12_000);
const SEED = Number(process.env.AEGIS_SEED ?? 7);
const each = Math.max(5, Math.ceil(REQUESTS / operations.length));
jest.setTimeout(900_000);

let api: SyncedApi;
let owner: Person;
let other: Person;
/** Real ids, so that requests reach what lies behind the checks. */
const known: string[] = ['meta', 'budget-analyzer', 'competitor-intelligence', 'week', 'month'];
let sent = 0;

beforeAll(async () => {
  api = await startSyncedApi();
  owner = await api.newPerson({ plan: 'enterprise' });
  other = await api.newPerson({ plan: 'free' });
  const connection = await api.connect(owner);
  const campaigns = (await owner.call('GET', '/api/v1/campaigns')).body.data as { id: string; version: number }[];
  const task = await owner.call('POST', '/api/v1/tasks', {
    ...{ agent: 'budget-analyzer', capability: 'spend-analysis' },
    input: { platform: 'meta', accountId: connection.accounts[0]!.id },
  });
  const proposal = await owner.call('PUT', `/api/v1/campaigns/${campaigns[0]!.id}`, { status: 'paused' }, { 'if-match': `"${campaigns[0]!.version}"` });
  known.push(connection.id, campaigns[1]!.id, String(task.body.id), String(proposal.body.id));
}); // prettier-ignore
afterAll(async () => {
  await api.close();
});

interface Sent {
  who: 'owner' | 'analyst' | 'other' | 'nobody';
  method: string;
  path: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  type: string;
  /** As it goes over the wire; null: none. */
  body: string | null;
}

const headerText = fc.oneof(
  fc.constantFrom(
    '"1"',
    '"2"',
    '"999999999"',
    '1',
    '*',
    'W/"1"',
    '""',
    'a'.repeat(300),
    '\u00e9',
    '"1", "2"',
    '-1',
  ),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }).map((text) => text.trim() || 'x'),
);

function requestTo(operation: Operation): fc.Arbitrary<Sent> {
  const named = (where: string) => operation.parameters.filter((one) => one.in === where);
  const query = fc.record(
    Object.fromEntries(
      [...named('query'), { name: 'surplus', schema: { type: 'string' } }].map(({ name, schema }) => [
        name,
        fc.oneof(
          { weight: 3, arbitrary: valueOf(schema).map(String) },
          { weight: 2, arbitrary: hostileText },
        ),
      ]),
    ),
    { requiredKeys: [] },
  );
  const { body: schema } = operation;
  const json = fc.oneof(
    ...(schema
      ? [
          { weight: 3, arbitrary: valueOf(schema) },
          { weight: 5, arbitrary: nearly(schema) },
        ]
      : []),
    { weight: 1, arbitrary: hostileValue },
  );
  const wire = fc.oneof(
    { weight: 12, arbitrary: json.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom('', '{', '[1,', '{"a":1}{"b":2}', '\u0000', 'NaN', '{"a":undefined}', '"\\ud800"', '['.repeat(100_000)) },
  ); // prettier-ignore
  const hasBody = operation.method === 'POST' || operation.method === 'PUT';
  return fc.record({
    who: fc.oneof(
      { weight: 6, arbitrary: fc.constant('owner' as const) },
      { weight: 2, arbitrary: fc.constantFrom('analyst' as const, 'other' as const, 'nobody' as const) },
    ),
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(operation.method) },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD') },
    ),
    path: fc.record(
      Object.fromEntries(
        named('path').map(({ name, schema }) => [
          name,
          fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...known) },
            { weight: 2, arbitrary: valueOf(schema).map(String) },
            { weight: 2, arbitrary: hostileText },
          ),
        ]),
      ),
    ),
    query: query.map((values) => Object.entries(values as Record<string, string>)),
    headers: fc.record(
      { 'if-match': headerText, 'idempotency-key': headerText, 'accept-language': headerText },
      { requiredKeys: [] },
    ),
    type: fc.oneof(
      { weight: 12, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'application/xml', '*/*', 'a') },
    ), // prettier-ignore
    body: hasBody ? fc.oneof({ weight: 12, arbitrary: wire }, { weight: 1, arbitrary: fc.constant(null) }) : fc.constant(null),
  }); // prettier-ignore
}

/** Half a surrogate cannot be encoded: it goes as the bytes that would be it. */
const encode = (text: string) =>
  text.isWellFormed() ? encodeURIComponent(text) : encodeURIComponent(text.toWellFormed()) + '%ED%A0%80';

async function send(operation: Operation, request: Sent, cookies: Record<Sent['who'], string>) {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(request.path[name]!));
  const query = request.query.map(([name, value]) => `${name}=${encode(value)}`).join('&');
  const carries = request.body !== null && !['GET', 'HEAD'].includes(request.method);
  const response = await fetch(`${api.url}${path}${query ? `?${query}` : ''}`, {
    method: request.method,
    redirect: 'manual',
    headers: {
      ...request.headers,
      ...(cookies[request.who] ? { cookie: cookies[request.who] } : {}),
      ...(carries ? { 'content-type': request.type } : {}),
    },
    body: carries ? request.body : undefined,
  });
  sent += 1;
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
  if (type === 'text/event-stream') {
    await response.body?.cancel();
    return { status: response.status, type, text: '' };
  }
  return { status: response.status, type, text: await response.text() };
}

/** What is wrong with an answer; null: nothing. */
function faultOf(operation: Operation, request: Sent, answer: { status: number; type: string; text: string }) {
  const { status, type, text } = answer;
  const isProblem = type === 'application/problem+json';
  const later = status === 501 && text.includes('not-available-yet');
  if (status >= 500 && !later) return 'a failure of ours';
  if (/\bat .*\.(ts|js|mjs):\d|node_modules|select .* from|pg_catalog|aegis_(app|owner)/i.test(isProblem ? text : '')) {
    return 'an answer that tells of our inside';
  }
  // An empty id is another address; another method another operation, or none.
  const elsewhere = Object.values(request.path).some((value) => /^\.{0,2}$/.test(value));
  // An address above 16 KiB reaches no route.
  if (status === 431 && isProblem) return null;
  if (isProblem && !problemCheck.safeParse(JSON.parse(text || '{}')).success && request.method !== 'HEAD') return 'a problem that is not as documented';
  if (request.method === 'HEAD' || request.method === 'OPTIONS') return null;
  if (request.method !== operation.method || elsewhere) {
    return status < 400 || isProblem ? null : `${type} instead of a problem`;
  }
  const expected = operation.answers.get(status);
  if (expected === undefined) return `status ${status}, which the document does not know`;
  if (expected === null) return text === '' ? null : 'a body where the document has none';
  if (type !== expected.type) return `${type} instead of ${expected.type}`;
  if (type !== 'application/json') return null;
  const read = expected.check.safeParse(JSON.parse(text));
  return read.success ? null : `a body that is not as documented: ${JSON.stringify(read.error.issues).slice(0, 500)}`;
} // prettier-ignore

/** What ends sessions or takes data away comes last. */
const order = ({ method, path }: Operation) =>
  path.endsWith('/sign-out') || path.endsWith('/sample-data') || /\/(workspace|tenant)$/.test(path) ? 3 : method === 'GET' ? 0 : method === 'DELETE' ? 2 : 1; // prettier-ignore
const inOrder = [...operations].sort((a, b) => order(a) - order(b));

test.each(inOrder)(`$name answers as documented, whatever it is sent (D10), seed ${SEED}`, async (operation) => {
  const cookies = {
    owner: (await api.signIn(owner)).cookie,
    other: (await api.signIn(other)).cookie,
    analyst: (await api.newColleague(owner, 'analyst')).cookie,
    nobody: '',
  };
  await fc.assert(
    fc.asyncProperty(requestTo(operation), async (request) => {
      const answer = await send(operation, request, cookies);
      const fault = faultOf(operation, request, answer);
      if (fault) throw new Error(`${request.method} ${operation.path}: ${fault}\n${answer.status} ${answer.text.slice(0, 800)}`);
    }),
    { numRuns: each, seed: SEED, endOnFailure: false, interruptAfterTimeLimit: 60_000 },
  );
}); // prettier-ignore

test('the way back from a platform, which the document leaves to platforms, ends in the console or refuses', async () => {
  const cookies = { owner: (await api.signIn(owner)).cookie, other: '', analyst: '', nobody: '' };
  const operation: Operation = {
    ...{
      name: '',
      method: 'GET',
      path: '/api/v1/auth/oauth/{platform}/callback',
      body: null,
      answers: new Map(),
    },
    parameters: [
      { name: 'platform', in: 'path', schema: { enum: ['meta', 'tiktok', 'google'] } },
      ...['state', 'code', 'error'].map((name) => ({
        name,
        in: 'query' as const,
        schema: { type: 'string' },
      })),
    ],
  };
  await fc.assert(
    fc.asyncProperty(requestTo(operation), async (request) => {
      const { status } = await send(operation, request, cookies);
      expect([302, 400, 401, 403, 404, 405, 204, 200, 415]).toContain(status);
    }),
    { numRuns: 60, seed: SEED },
  );
});

test('requests in number', () => {
  expect(sent).toBeGreaterThanOrEqual(Math.min(REQUESTS, operations.length * 5));
});
