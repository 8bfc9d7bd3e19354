import { ConnectorError } from './errors.ts';

export interface HttpRequest {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  form?: Record<string, string>;
  fetch: typeof fetch;
  signal?: AbortSignal;
  /** How long the whole answer may take, in ms; default 60,000. */
  timeoutMs?: number;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** undefined: the body is no JSON. */
  body: unknown;
}

/**
 * One request, one answer, whatever its status. Throws ConnectorError `unavailable` when there was none in time.
 * Addresses may hold secrets, so no error names them.
 */
export async function request(options: HttpRequest): Promise<HttpAnswer> {
  const { url, method = 'GET', headers = {}, form, signal, timeoutMs = 60_000 } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await options.fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  } catch {
    // What fetch says may quote the address; the codes below are all that is kept of it.
    if (signal?.aborted) throw new ConnectorError('unavailable', 'The call to the platform was canceled.');
    throw new ConnectorError(
      'unavailable',
      limit.aborted ? 'The platform did not answer in time.' : 'The connection to the platform broke.',
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Keeps the last of several rows with the same key, in the order of first appearance. */
export function uniqueBy<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}
