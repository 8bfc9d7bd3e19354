import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { defaultEdge } from '../../api/edge-config.ts';
import { startTestApi, type Person, type TestApi } from '../api/api.ts';

/** Spec D10: clients that never finish, and too much of everything. */
const patience = { headers: 700, request: 1_500, answer: 60_000, counters: 500 };
let api: TestApi;
let person: Person;
beforeAll(async () => {
  api = await startTestApi({ edge: { ...defaultEdge, patience } });
  person = await api.newPerson();
});
afterAll(() => api.close());

interface Wire {
  socket: Socket;
  /** All that came back, once the server has closed. */
  closed: Promise<string>;
}

function open(url = api.url): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let said = '';
    socket.setEncoding('utf8').on('data', (text: string) => (said += text));
    const closed = new Promise<string>((done) => socket.on('close', () => done(said)));
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.removeListener('error', reject);
      socket.on('error', () => {});
      resolve({ socket, closed });
    });
  });
}

/** Sends a part, then a character now and then until the server has had enough. */
async function drip(first: string): Promise<string> {
  const { socket, closed } = await open();
  socket.write(first);
  let over = false;
  void closed.then(() => (over = true));
  while (!over) {
    await sleep(100);
    if (!over) socket.write('a');
  }
  return closed;
}

const head = (more = '') =>
  `POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${more}`;
const session = async () => (await person.call('GET', '/api/v1/session')).status;

describe('slow clients (D10)', () => {
  test('300 whose headers never end are closed, and honest ones are served meanwhile', async () => {
    const slow = Array.from({ length: 300 }, () => drip('GET /api/v1/session HTTP/1.1\r\nx-never: '));
    expect(await session()).toBe(200);
    for (const said of await Promise.all(slow)) expect(said).toMatch(/^(HTTP\/1\.1 408|$)/);
    expect(await session()).toBe(200);
  });

  test('a body that never ends is closed', async () => {
    expect(await drip(head('content-length: 100000\r\n\r\n{"email": "'))).toMatch(/^(HTTP\/1\.1 408|$)/);
  });

  test('an address has 512 connections; further ones are closed, those it has go on', async () => {
    const patient = await startTestApi();
    const first = await open(patient.url);
    const wires = await Promise.all(Array.from({ length: 540 }, () => open(patient.url)));
    let refused = 0;
    const enough = new Promise<void>((resolve) => {
      for (const { closed } of wires) void closed.then(() => ++refused >= 540 + 1 - 512 && resolve());
    });
    await enough;
    first.socket.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(await first.closed).toMatch(/^HTTP\/1\.1 200/);
    for (const wire of wires) wire.socket.destroy();
    await Promise.all(wires.map(({ closed }) => closed));
    expect((await patient.call('GET', '/livez')).status).toBe(200);
    await patient.close();
  });

  test('an answer that takes too long is given up, and says that it may have been done', async () => {
    const hurried = await startTestApi({
      edge: { ...defaultEdge, patience: { ...patience, answer: 2_000 } },
    });
    const person = await hurried.newPerson();
    const client = new pg.Client({ connectionString: hurried.superuserUrl });
    await client.connect();
    await client.query('begin');
    await client.query('select 1 from aegis.tenants where id = $1 for update', [person.tenantId]);
    const { status, body } = await person.call('PUT', '/api/v1/plan', { plan: 'pro' });
    expect([status, body.code]).toEqual([503, 'timed-out']);
    await client.query('rollback');
    await client.end();
    expect((await person.call('PUT', '/api/v1/plan', { plan: 'pro' })).status).toBe(200);
    await hurried.close();
  });
});

describe('too much (D10)', () => {
  test('a body above 1 MiB is 413, one that says so and one that does not', async () => {
    const big = { email: 'a'.repeat(1_100_000), password: 'x' };
    expect((await api.call('POST', '/api/v1/auth/sign-in', big)).status).toBe(413);
    const { socket, closed } = await open();
    socket.write(head('transfer-encoding: chunked\r\nconnection: close\r\n\r\n'));
    const chunk = 'a'.repeat(65_536);
    for (let i = 0; i < 20; i++) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    socket.write('0\r\n\r\n');
    expect(await closed).toMatch(/^HTTP\/1\.1 413/);
  });

  test('headers above 16 KiB are 431, bytes that are no request 400, as problems', async () => {
    const big = await open();
    big.socket.write(`GET /api/v1/session HTTP/1.1\r\nhost: x\r\nx-big: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(await big.closed).toMatch(/^HTTP\/1\.1 431 .*\r\ncontent-type: application\/problem\+json/);
    const noise = await open();
    noise.socket.write('\u0016\u0003\u0001 not http\r\n\r\n');
    expect(await noise.closed).toMatch(/^HTTP\/1\.1 400 .*\r\ncontent-type: application\/problem\+json/);
  });

  test('JSON that is nested too deep, reaches into prototypes or holds no text is 400', async () => {
    const post = async (text: string) => {
      const response = await fetch(`${api.url}/api/v1/tasks`, {
        method: 'POST',
        headers: { cookie: person.cookie, 'content-type': 'application/json' },
        body: text,
      });
      const body = (await response.json()) as { code: string };
      return [response.status, body.code];
    };
    const input = (value: string) =>
      `{"agent":"budget-analyzer","capability":"spend-analysis","input":${value}}`;
    for (const text of [
      '['.repeat(500_000),
      input('['.repeat(100) + ']'.repeat(100)),
      input('{"a":'.repeat(100) + '1' + '}'.repeat(100)),
      input('{"__proto__": {"admin": true}}'),
      input('{"constructor": {"prototype": {"admin": true}}}'),
      input('{"platform": "meta", "accountId": "\\u0000"}'),
      input('{"platform": "meta", "accountId": "\\ud800"}'),
      input('{"\\udfff": 1}'),
    ]) {
      expect([text.slice(0, 120), await post(text)]).toEqual([text.slice(0, 120), [400, 'invalid-request']]);
    }
    // What only looks like it is text as any other.
    const fine = input('{"platform": "meta", "accountId": "\\\\u0000 [[[[ \\ud83d\\ude00"}');
    expect((await post(fine))[0]).toBe(202);
  });
});
