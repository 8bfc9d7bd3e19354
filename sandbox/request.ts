import type { IncomingMessage } from 'node:http';
import { invalidParameter } from './errors.ts';
import type { Sandbox } from './sandbox.ts';

/** What the sandbox needs to know of an HTTP request. */
export interface SandboxRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Query and form together; the form wins. */
  params: Record<string, string>;
  json: unknown;
  token: string | null;
  /** From this machine, and not sent by a web page of another origin. */
  local: boolean;
}

/** One request to the Graph API, after its path and parameters were read. */
export interface GraphCall {
  sandbox: Sandbox;
  method: string;
  /** Without the version: "/act_1/campaigns". */
  path: string;
  /** 'v26.0', for links to next pages. */
  version: string;
  /** Where the sandbox answers, without a slash at the end. */
  url: string;
  params: Record<string, string>;
  token: string | null;
}

const SECRETS = ['access_token', 'appsecret_proof', 'client_secret', 'input_token', 'fb_exchange_token'];
const LARGEST = 4_000_000;

/** Reads a request to its end. Throws GraphError (100) for a body that is too large or cannot be read. */
export async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const text = await readText(incoming);
  const type = incoming.headers['content-type'] ?? '';
  const json: unknown = type.includes('json') && text !== '' ? parse(text) : undefined;
  const form = type.includes('x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : {};
  const fromJson = isRecord(json)
    ? Object.fromEntries(Object.entries(json).map(([name, value]) => [name, asText(value)]))
    : {};
  const params = { ...Object.fromEntries(url.searchParams), ...form, ...fromJson };
  const bearer = /^(?:Bearer|OAuth) (.+)$/.exec(incoming.headers.authorization ?? '')?.[1];
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname,
    query: url.searchParams,
    params,
    json,
    token: bearer ?? params.access_token ?? null,
    local: isLoopback(incoming.socket.remoteAddress ?? '') && incoming.headers.origin === undefined,
  };
}

/** Parameters that may be stored and shown. */
export function withoutSecrets(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !SECRETS.includes(name)));
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) throw invalidParameter('(#100) The request is too large', { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter('(#100) The body is not valid JSON');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
