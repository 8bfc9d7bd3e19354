import { SANDBOX_APP } from '../../sandbox/app.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { TruthDay } from '../../sandbox/truth.ts';

type StartOptions = Parameters<typeof startSandbox>[0];

export const REDIRECT = 'http://127.0.0.1:4700/api/v1/auth/oauth/meta/callback';
/** A Monday, 09:40 in Paris and Berlin. */
export const MONDAY = Date.parse('2026-11-23T08:40:00Z');
export const FR = 'act_3617446282962907';
export const DE = 'act_3617446282971145';
export const LINEN = '120245452617390604';
export const PAUSED = '120245452617452073';
export const ARCHIVED = '120246118203355018';

/** What the tests read of an answer; every other field is there too, untyped. */
export interface Wire {
  id: string;
  status: string;
  effective_status: string;
  outcome: string;
  access_token: string;
  campaign_id: string;
  date_start: string;
  spend: string;
  impressions: string;
  country: string;
  now: string;
  actions?: { action_type: string; value: string }[];
  action_values?: { action_type: string; value: string }[];
  data: Wire[];
  error: { message: string; code: number; error_subcode?: number };
  paging: { cursors: { before: string; after: string }; next?: string; previous?: string };
  campaigns: { id: string; traits: string[]; days: TruthDay[] }[];
  [field: string]: unknown;
}

type Call = (path: string, init?: RequestInit) => Promise<Answer>;

export interface Answer {
  status: number;
  body: Wire;
  text: string;
  headers: Headers;
}

/** A running sandbox with a person who has allowed everything; every call really goes over HTTP. */
export async function startClient(options: Partial<StartOptions> = {}) {
  const sandbox = await startSandbox({ port: 0, now: () => MONDAY, ...options });
  const call: Call = (path, init) => request(sandbox.url, path, init);
  const grant = async (scope = 'ads_read,ads_management') =>
    exchange(call, await consent(sandbox.url, { scope }));
  let token = await longToken(call, (await grant()).body.access_token);
  const bearer = () => ({ authorization: `Bearer ${token}` });
  return {
    url: sandbox.url,
    close: () => sandbox.close(),
    call,
    grant,
    use: (next: string) => {
      token = next;
    },
    token: () => token,
    get: (path: string, params: Record<string, unknown> = {}) =>
      call(`/v26.0${path}?${query(params)}`, { headers: bearer() }),
    post: (path: string, form: Record<string, string>) =>
      call(`/v26.0${path}`, { method: 'POST', headers: bearer(), body: new URLSearchParams(form) }),
    remove: (path: string) => call(`/v26.0${path}`, { method: 'DELETE', headers: bearer() }),
    control: (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') =>
      call(path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    insights: (act: string, params: Record<string, unknown> = {}) =>
      call(
        `/v26.0/${act}/insights?${query({ level: 'campaign', time_increment: 1, limit: 500, ...params })}`,
        { headers: bearer() },
      ),
  };
}

export type Client = Awaited<ReturnType<typeof startClient>>;

/** Presses Allow (or Deny) on the consent page and returns where the person is sent. */
export async function consent(
  url: string,
  params: Record<string, string> = {},
  decision = 'allow',
): Promise<URL> {
  const form = {
    client_id: SANDBOX_APP.id,
    redirect_uri: REDIRECT,
    state: 'st4te',
    response_type: 'code',
    ...params,
  };
  const body = new URLSearchParams({ ...form, decision });
  const answer = await fetch(`${url}/v26.0/dialog/oauth`, { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location')!);
}

/** Code → short token, with anything about it overridable. */
export function exchange(call: Call, target: URL, params: Record<string, string> = {}): Promise<Answer> {
  const code = target.searchParams.get('code') ?? '';
  return call(
    `/v26.0/oauth/access_token?${query({ client_id: SANDBOX_APP.id, client_secret: SANDBOX_APP.secret, redirect_uri: REDIRECT, code, ...params })}`,
  );
}

/** Short token → one of 60 days. */
export async function longToken(call: Call, short: string): Promise<string> {
  return (await renew(call, short)).body.access_token;
}

export function renew(call: Call, token: string): Promise<Answer> {
  const { id: client_id, secret: client_secret } = SANDBOX_APP;
  const params = { grant_type: 'fb_exchange_token', client_id, client_secret, fb_exchange_token: token };
  return call(`/v26.0/oauth/access_token?${query(params)}`);
}

/** Objects are written as JSON, as Graph expects. */
export function query(params: Record<string, unknown>): string {
  const texts = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(texts).toString();
}

/** Follows `next` to the end as a client does, or for at most `most` pages. */
export async function allPages(client: Client, first: Answer, most = 100): Promise<Wire[]> {
  const rows = [...first.body.data];
  let next: string | undefined = first.body.paging?.next;
  for (let pages = 1; next !== undefined && pages < most; pages++) {
    const { body } = await client.call(next.slice(client.url.length));
    rows.push(...body.data);
    next = body.paging?.next;
  }
  return rows;
}

async function request(url: string, path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url + path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const body = (isJson ? JSON.parse(text) : {}) as Wire;
  return { status: response.status, body, text, headers: response.headers };
}
