import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { egress, EgressError, egressFetch } from '../../connectors/egress.ts';

/** Spec D10: addresses that people give us lead to the public internet only. */
let server: Server;
let port: number;
const hosts: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    hosts.push(request.headers.host ?? '');
    if (request.url === '/redirect') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else if (request.url === '/large') response.end(Buffer.alloc(3 * 1024 * 1024));
    else if (request.url === '/endless') response.write('a');
    else if (request.url === '/echo') request.pipe(response);
    else response.setHeader('content-type', 'application/json').end('{"issuer": "us"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof EgressError ? error.code : String(error)),
  );

describe('an address that a person gave (D10)', () => {
  test.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255'],
    ...['192.168.0.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '192.0.0.8', '224.0.0.1', '255.255.255.255', '203.0.113.9'],
    ...['[::1]', '[::]', '[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[::ffff:127.0.0.1]', '[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]'],
    ...['[64:ff9b::a00:1]', '[2002:7f00:1::]', '[2001:db8::1]', '[2001:0:1::1]', '[ff02::1]'],
  ])('at %s is refused before anything is sent', async (host) => {
    expect(await refusal(egress(`https://${host}/`))).toBe('private-address');
  }); // prettier-ignore

  test('is refused when any address of its name is private', async () => {
    for (const ips of [['10.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:192.168.1.1'], ['fd00::1']]) {
      const resolve = async () => ips;
      expect(await refusal(egress('https://looks.fine.test/', {}, { resolve }))).toBe('private-address');
    }
    expect(await refusal(egress('https://localhost/'))).toBe('private-address');
    expect(await refusal(egress('https://no.such.name.test/', {}, { resolve: async () => [] }))).toBe(
      'unreachable',
    );
  });

  test('has to be https, without a name and password', async () => {
    for (const address of ['http://93.184.216.34/', 'ftp://example.test/', 'file:///etc/passwd', 'gopher://x/', 'not a url', 'https://me:secret@example.test/']) {
      const resolve = async () => ['93.184.216.34'];
      expect([address, await refusal(egress(address, {}, { resolve }))]).toEqual([address, 'bad-address']);
    } // prettier-ignore
  });
});

describe('where the operator allows it', () => {
  const allow = ['127.0.0.0/8'];
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;

  test('the connection goes to what was checked, although the name leads elsewhere by then', async () => {
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
    const answer = await egress(`http://rebinding.test:${port}/`, {}, { allow, resolve });
    expect(JSON.parse(answer.body.toString())).toEqual({ issuer: 'us' });
    expect([asked, hosts.at(-1)]).toEqual([1, `rebinding.test:${port}`]);
  });

  test('no redirect is followed, and an answer has an end in size and time', async () => {
    expect(await refusal(egress(at('/redirect'), {}, { allow }))).toBe('redirected');
    expect(await refusal(egress(at('/large'), {}, { allow }))).toBe('too-large');
    expect(await refusal(egress(at('/endless'), {}, { allow, timeoutMs: 300 }))).toBe('too-slow');
    expect(await refusal(egress('http://127.0.0.1:1/', {}, { allow }))).toBe('unreachable');
  });

  test('it serves libraries that take a fetch', async () => {
    const fetch = egressFetch({ allow });
    const response = await fetch(at('/'), { headers: { accept: 'application/json' } });
    expect([response.status, await response.json()]).toEqual([200, { issuer: 'us' }]);
    const form = new URLSearchParams({ code: 'a b' });
    expect(await (await fetch(at('/echo'), { method: 'POST', body: form })).text()).toBe('code=a+b');
    expect(await refusal(fetch('https://169.254.169.254/latest/meta-data'))).toBe('private-address');
  });

  test('an error names no address', async () => {
    const error = await egress('https://10.0.0.1/?token=secret').catch((one: unknown) => one as Error);
    expect(String((error as Error).message)).not.toMatch(/10\.0|secret/);
  });
});
