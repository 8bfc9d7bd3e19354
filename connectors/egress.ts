import { lookup as resolveName } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Why an address that somebody gave us was not read. Names no address: it may hold a secret. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: 'bad-address' | 'private-address' | 'unreachable' | 'redirected' | 'too-slow' | 'too-large';
  constructor(code: EgressError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface EgressRequest {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

export interface EgressAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
}

export interface EgressOptions {
  /** Networks inside which addresses may lie all the same, also without https: an identity provider of one's own. */
  allow?: readonly string[];
  timeoutMs?: number;
  maxBytes?: number;
  /** Replaces DNS in tests. */
  resolve?: (host: string) => Promise<string[]>;
}

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 2 * 1024 * 1024;

/** Everything but the public part of IPv4. */
const notPublic4 = blockList([
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3',
]); // prettier-ignore
/** Of IPv6 only 2000::/3 is public, without documentation and tunnels, which lead to any IPv4. */
const public6 = blockList(['2000::/3']);
const notPublic6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/**
 * The one way to an address that a person gave us (spec D10, against SSRF): https, a public address, no redirect, 5 seconds
 * and 2 MiB at most. The name is resolved once and the connection goes to what was checked, whatever the name says later.
 * Throws EgressError.
 */
export async function egress(
  address: string | URL,
  request: EgressRequest = {},
  options: EgressOptions = {},
): Promise<EgressAnswer> {
  const url = readUrl(address);
  const allow = blockList(options.allow ?? []);
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const ips = await inTime(resolveAll(url, options.resolve ?? resolve), signal);
  // One bad address among several is refused too: which of them is taken would be chance.
  const inside = ips.every((ip) => isIn(allow, ip));
  if (!inside && !ips.every(isPublic)) {
    throw new EgressError('private-address', 'The address is not on the public internet.');
  }
  if (url.protocol !== 'https:' && !inside) {
    throw new EgressError('bad-address', 'The address has to begin with https://.');
  }
  return send(url, ips[0]!, request, signal, options.maxBytes ?? MAX_BYTES);
}

/** `egress` as `fetch`, for libraries that take one. */
export function egressFetch(options: EgressOptions = {}) {
  return async (address: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { body } = init;
    if (
      body !== undefined &&
      body !== null &&
      typeof body !== 'string' &&
      !(body instanceof URLSearchParams)
    ) {
      throw new EgressError('bad-address', 'Only text can be sent.');
    }
    const method = init.method?.toUpperCase() === 'POST' ? 'POST' : 'GET';
    const headers = Object.fromEntries(new Headers(init.headers));
    if (body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded';
    const answer = await egress(address, { method, headers, body: body?.toString() }, options);
    const empty = [204, 205, 304].includes(answer.status);
    return new Response(empty ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

function readUrl(address: string | URL): URL {
  if (!URL.canParse(address)) throw new EgressError('bad-address', 'The address is no URL.');
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new EgressError('bad-address', 'The address has to begin with https://.');
  }
  if (url.username || url.password) {
    throw new EgressError('bad-address', 'The address may not hold a name or password.');
  }
  return url;
}

async function resolve(host: string): Promise<string[]> {
  return (await resolveName(host, { all: true })).map(({ address }) => address);
}

async function resolveAll(url: URL, lookup: (host: string) => Promise<string[]>): Promise<string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return [host];
  const ips = await lookup(host).catch(() => []);
  if (ips.length === 0) throw new EgressError('unreachable', 'The name of the address is not known.');
  return ips;
}

const isPublic = (ip: string): boolean =>
  isIP(ip) === 4 ? !isIn(notPublic4, ip) : isIn(public6, ip) && !isIn(notPublic6, ip);

/** IPv4 written as IPv6 (`::ffff:10.0.0.1`) is outside 2000::/3, so it is never public. */
const isIn = (list: BlockList, ip: string): boolean => list.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
}

function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    signal.addEventListener('abort', () => fail(tooSlow()), { once: true });
    work.then(done, fail);
  });
}

const tooSlow = () => new EgressError('too-slow', 'The address did not answer in time.');

function send(
  url: URL,
  ip: string,
  { method = 'GET', headers = {}, body }: EgressRequest,
  signal: AbortSignal,
  maxBytes: number,
): Promise<EgressAnswer> {
  const family = isIP(ip);
  // Certificate and Host are those of the name; the connection goes where the check was made.
  const lookup: LookupFunction = (_, options, done) => {
    if (options.all) done(null, [{ address: ip, family }]);
    else done(null, ip, family);
  };
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const sent = request(
      url,
      {
        ...{ method, lookup, signal, agent: false, maxHeaderSize: 16 * 1024 },
        headers: { 'accept-encoding': 'identity', 'user-agent': 'AEGIS', ...headers },
      },
      (answer) => {
        const fail = (error: EgressError) => {
          reject(error);
          answer.destroy();
        };
        const { statusCode: status = 0 } = answer;
        if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
          fail(new EgressError('redirected', 'The address leads on to another one; give that one.'));
          return;
        }
        const parts: Buffer[] = [];
        let size = 0;
        answer.on('data', (part: Buffer) => {
          parts.push(part);
          size += part.length;
          if (size > maxBytes) fail(new EgressError('too-large', 'The answer is too large.'));
        });
        answer.on('error', () => reject(signal.aborted ? tooSlow() : broken()));
        answer.on('end', () => resolve({ status, headers: headersOf(answer), body: Buffer.concat(parts) }));
      },
    );
    sent.on('error', () => reject(signal.aborted ? tooSlow() : broken()));
    sent.end(body);
  });
}

const broken = () => new EgressError('unreachable', 'The address cannot be reached.');

function headersOf({ headersDistinct }: http.IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}
