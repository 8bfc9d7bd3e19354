import type { z } from 'zod';
import { problemSchema, type Problem } from '../../../contracts/common.ts';

/** A refused or failed request. `status` 0: the server was not reached. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
  get status() {
    return this.problem.status;
  }
  get code() {
    return this.problem.code;
  }
}

const problemOf = (status: number, code: string, detail: string): ApiProblem =>
  new ApiProblem({ type: 'about:blank', title: code, status, detail, instance: '', code, traceId: '' });

/** A random id for one attempt of one act; also where `randomUUID` is missing (plain http). */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join(
    '',
  );
}

interface Options {
  body?: unknown;
  /** Version the person saw, sent as If-Match. */
  version?: number;
  /** One per act of a person; a repeat with the same key does nothing twice. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** Calls `/api/v1/<path>`. @throws ApiProblem for everything but success */
async function send(
  method: string,
  path: string,
  { body, version, idempotencyKey, signal }: Options = {},
): Promise<Response> {
  const headers = new Headers({
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
  });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (version !== undefined) headers.set('if-match', `"${version}"`);
  if (method === 'POST') headers.set('idempotency-key', idempotencyKey ?? randomId());
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(parse(await response.text()));
  throw problem.success
    ? new ApiProblem(problem.data)
    : problemOf(response.status, 'unexpected-answer', `The server answered ${response.status}.`);
}

const unreachable = () => problemOf(0, 'unreachable', 'The server cannot be reached.');

/** Calls `/api/v1/<path>` and checks the answer against its contract. @throws ApiProblem */
async function request<T extends z.ZodType>(
  method: string,
  path: string,
  schema: T | null,
  options: Options = {},
): Promise<z.infer<T>> {
  const response = await send(method, path, options);
  const text = await response.text();
  if (!schema) return undefined as z.infer<T>;
  const parsed = schema.safeParse(text === '' ? undefined : parse(text));
  if (!parsed.success) throw problemOf(response.status, 'unexpected-answer', parsed.error.message);
  return parsed.data;
}

/** A file that the API makes, with the name that it gives. @throws ApiProblem, also when it was broken off */
export async function getFile(path: string): Promise<{ name: string; content: Blob }> {
  const response = await send('GET', path);
  const name = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const content = await response.blob().catch(() => {
    throw unreachable();
  });
  return { name: name ?? 'aegis', content };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const get = <T extends z.ZodType>(path: string, schema: T, signal?: AbortSignal) =>
  request('GET', path, schema, { signal });
export const post = <T extends z.ZodType>(
  path: string,
  schema: T | null,
  body?: unknown,
  options: Omit<Options, 'body'> = {},
) => request('POST', path, schema, { ...options, body });
export const put = <T extends z.ZodType>(
  path: string,
  schema: T | null,
  body?: unknown,
  options: Omit<Options, 'body'> = {},
) => request('PUT', path, schema, { ...options, body });
export const del = (path: string, options: Options = {}) => request('DELETE', path, null, options);
