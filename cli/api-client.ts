import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { problemSchema } from '../contracts/common.ts';

interface Request {
  body?: unknown;
  /** Sent as If-Match. */
  version?: number;
  /** The same key does the same thing once. Default: a new one. */
  key?: string;
}

/** Our own API as a browser uses it: one session in a cookie. Every call throws an Error in the API's own words. */
export interface ApiClient {
  send<T extends z.ZodType>(
    method: string,
    path: string,
    schema: T | null,
    request?: Request,
  ): Promise<z.infer<T>>;
  /** Follows a link back from a platform; gives where the API sends the browser next. */
  follow(url: string): Promise<URL>;
}

/** `url` is the API's origin. `publicUrl` is what browsers call it. Calls end with `signal`. */
export function createApiClient(url: string, publicUrl: string, signal: AbortSignal): ApiClient {
  const cookies = new Map<string, string>();

  async function call(target: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('origin', new URL(publicUrl).origin);
    const response = await fetch(target, { ...init, headers, redirect: 'manual', signal });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return response;
  }

  return {
    async send<T extends z.ZodType>(
      method: string,
      path: string,
      schema: T | null,
      { body, version, key }: Request = {},
    ): Promise<z.infer<T>> {
      const headers: Record<string, string> = { accept: 'application/json' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (version !== undefined) headers['if-match'] = `"${version}"`;
      if (method === 'POST') headers['idempotency-key'] = key ?? randomUUID();
      const response = await call(new URL(`/api/v1/${path}`, url), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      const json: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
      if (!response.ok) {
        const problem = problemSchema.safeParse(json);
        const words = problem.success ? problem.data.detail : `status ${response.status}`;
        throw new Error(`${method} ${path} was refused: ${words}`);
      }
      return schema ? schema.parse(json) : (undefined as z.infer<T>);
    },
    async follow(link) {
      const { pathname, search } = new URL(link);
      const response = await call(new URL(pathname + search, url), { method: 'GET' });
      const location = response.headers.get('location');
      if (!location) throw new Error(`The API answered ${response.status} to the way back from a platform.`);
      return new URL(location, publicUrl);
    },
  };
}

/** Reads until `done` says so, every 200 ms. Throws when `minutes` have passed. */
export async function waitFor<T>(
  what: string,
  read: () => Promise<T>,
  done: (value: T) => boolean,
  signal: AbortSignal,
  minutes = 3,
): Promise<T> {
  const until = Date.now() + minutes * 60_000;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > until) throw new Error(`${what} is not done after ${minutes} minutes.`);
    await sleep(200, undefined, { signal });
  }
}
