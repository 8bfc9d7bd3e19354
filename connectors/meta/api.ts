import { createHmac } from 'node:crypto';
import type { z } from 'zod';
import { request, type HttpAnswer } from '../http.ts';
import type { Call, PlatformApp } from '../types.ts';
import { failureOf, metaError } from './errors.ts';
import { pageSchema } from './schema.ts';

/** Version of the Graph and Marketing API, pinned. */
export const VERSION = 'v26.0';

const MOST_PAGES = 10_000;

/** One object. `path` begins with a slash and lacks the version. */
export async function read<T>(
  call: Call,
  path: string,
  params: Record<string, string>,
  schema: z.ZodType<T>,
): Promise<T> {
  return parsed(await send(call, `/${VERSION}${path}?${new URLSearchParams(params).toString()}`), schema);
}

/** One write, sent once. */
export async function write<T>(
  call: Call,
  path: string,
  form: Record<string, string>,
  schema: z.ZodType<T>,
): Promise<T> {
  return parsed(await send(call, `/${VERSION}${path}`, form), schema);
}

/** All rows of a list, page after page until there is no next one. Throws `cursor-loop` when a page comes again. */
export async function readAll<T>(
  call: Call,
  path: string,
  params: Record<string, string>,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const rows: T[] = [];
  const seen = new Set<string>();
  let address: string | null = `/${VERSION}${path}?${new URLSearchParams(params).toString()}`;
  while (address !== null) {
    if (seen.has(address) || seen.size === MOST_PAGES) throw metaError('cursor-loop');
    seen.add(address);
    const page: z.infer<typeof pageSchema> = parsed(await send(call, address), pageSchema);
    for (const row of page.data) rows.push(check(row, schema));
    call.heartbeat?.(`${path}: ${rows.length} rows`);
    address = page.paging?.next === undefined ? null : nextAddress(page.paging.next);
  }
  return rows;
}

/** Path and parameters of an absolute `next`, whatever host it names, without the token that Meta puts in it. */
function nextAddress(next: string): string {
  if (!URL.canParse(next)) throw metaError('invalid-response');
  const url = new URL(next);
  url.searchParams.delete('access_token');
  url.searchParams.delete('appsecret_proof');
  return url.pathname + url.search;
}

async function send(call: Call, address: string, form?: Record<string, string>): Promise<HttpAnswer> {
  const { app, credential } = call;
  const proof = { appsecret_proof: appSecretProof(app, credential.accessToken) };
  const url = new URL(app.apiUrl.replace(/\/+$/, '') + address);
  if (!form) url.searchParams.set('appsecret_proof', proof.appsecret_proof);
  return request({
    url: url.href,
    headers: { authorization: `Bearer ${credential.accessToken}` },
    fetch: call.fetch,
    ...(form ? { method: 'POST' as const, form: { ...form, ...proof } } : {}),
    ...(call.signal ? { signal: call.signal } : {}),
  });
}

/** The body of a success. Throws what the failure means, or `invalid-response`. */
export function parsed<T>(answer: HttpAnswer, schema: z.ZodType<T>): T {
  const failed =
    answer.status < 200 ||
    answer.status > 299 ||
    (typeof answer.body === 'object' && answer.body !== null && 'error' in answer.body);
  if (failed) throw failureOf(answer);
  return check(answer.body, schema);
}

function check<T>(body: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(body);
  if (!result.success) throw metaError('invalid-response');
  return result.data;
}

/** Proof that the caller holds the application's secret too. */
export function appSecretProof(app: PlatformApp, accessToken: string): string {
  return createHmac('sha256', app.clientSecret).update(accessToken).digest('hex');
}
