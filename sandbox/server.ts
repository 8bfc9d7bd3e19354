import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { VERSIONS } from './app.ts';
import { control } from './control.ts';
import { deprecatedVersion, errorBody, GraphError, throttled } from './errors.ts';
import { accountOf, answer } from './graph.ts';
import { recordRefusal } from './campaigns.ts';
import { dialog, type DialogAnswer } from './oauth.ts';
import { readRequest, type GraphCall, type SandboxRequest } from './request.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { throttledHeaders } from './usage.ts';

export interface StartOptions extends SandboxOptions {
  /** 0: any free port. */
  port: number;
  host?: string;
}

/**
 * Starts the sandbox: Meta's Graph and Marketing API v26.0 over an invented market, and its own `/__…` control routes.
 * Rejects with the listen error when the port is taken, and with an Error when the ledger or scenario is unusable.
 */
export async function startSandbox({
  port,
  host = '127.0.0.1',
  ...options
}: StartOptions): Promise<{ url: string; close(): Promise<void> }> {
  const sandbox = openSandbox(options);
  const closing = new AbortController();
  let url = '';
  const server = createServer((request, response) => {
    void serve(sandbox, url, request, response, closing.signal);
  });
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (error) {
    sandbox.ledger.close();
    throw error;
  }
  url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      sandbox.ledger.close();
    },
  };
}

async function serve(
  sandbox: Sandbox,
  url: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  try {
    const request = await readRequest(incoming);
    if (request.path.startsWith('/__')) serveControl(sandbox, request, response);
    else await serveGraph(sandbox, url, request, response, closing);
  } catch (error) {
    if (closing.aborted || response.destroyed) return;
    if (error instanceof GraphError) sendError(response, error);
    else sendError(response, new GraphError(1, 'An unknown error occurred', { status: 500 }));
  }
}

function serveControl(sandbox: Sandbox, request: SandboxRequest, response: ServerResponse): void {
  if (!request.local)
    return send(response, 403, {
      error: 'Control routes answer only to this machine, and not to web pages.',
    });
  try {
    const reply = control(sandbox, request.method, request.path, request.query, request.json);
    if (reply) send(response, reply.status, reply.body);
    else send(response, 404, { error: 'No such control route. They are listed in sandbox/README.md.' });
  } catch (error) {
    const message =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : 'unusable request';
    send(response, 400, { error: message });
  }
}

async function serveGraph(
  sandbox: Sandbox,
  url: string,
  request: SandboxRequest,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const { method, params } = request;
  const { version, path } = splitVersion(request.path);
  response.setHeader('facebook-api-version', version);

  const slow = sandbox.faults.take('slow', method, path);
  if (slow) await sleep(slow.delayMs, undefined, { signal: closing });
  if (sandbox.faults.take('drop', method, path)) return void response.destroy();
  const call: GraphCall = { sandbox, method, path, version, url, params, token: request.token };
  try {
    const failure = sandbox.faults.take('error', method, path);
    if (failure) throw new GraphError(failure.code, failure.message, failure);
    if (path === '/dialog/oauth') return sendDialog(response, dialog(sandbox, method, params));
    chargeCall(call, response);
    const body = answer(call);
    if (sandbox.faults.take('drop-answer', method, path)) response.destroy();
    else send(response, 200, body);
  } catch (error) {
    if (error instanceof GraphError) recordRefusal(sandbox, method, path, params, error);
    throw error;
  }
}

/** Counts the call, tells usage in headers, and refuses what is over the limit or of a version that has ended. */
function chargeCall({ sandbox, method, path, version }: GraphCall, response: ServerResponse): void {
  const limits = accountOf(sandbox, path);
  const throttle = sandbox.faults.take('throttle', method, path);
  if (throttle) {
    if (limits)
      setHeaders(response, throttledHeaders(limits.accountId, limits.useCase, throttle.regainSeconds));
    throw throttled(throttle.code, throttle.subcode ?? undefined);
  }
  const used = limits ? sandbox.usage.charge(limits.accountId, limits.useCase, method === 'GET' ? 1 : 3) : 0;
  setHeaders(response, sandbox.usage.headers(limits?.accountId ?? null, limits?.useCase ?? null));
  if (used > 100) throw throttled(limits!.useCase === 'ads_insights' ? 80000 : 80004);
  const marketing = limits !== null || path === '/me/adaccounts';
  if (marketing && Number(version.slice(1, -2)) < VERSIONS.oldest) throw deprecatedVersion();
}

/** '/v26.0/me' → v26.0 and '/me'. Without a version the current one is meant. */
function splitVersion(path: string): { version: string; path: string } {
  const match = /^\/v(\d+)\.\d+(\/.*)$/.exec(path);
  if (!match) return { version: `v${VERSIONS.current}.0`, path };
  if (Number(match[1]) > VERSIONS.current) {
    throw new GraphError(2500, `Unknown path components: ${path.slice(0, 60)}`);
  }
  return { version: `v${match[1]}.0`, path: match[2]! };
}

function sendDialog(response: ServerResponse, page: DialogAnswer): void {
  if (page.status === 302)
    response.writeHead(302, { location: page.location, 'cache-control': 'no-store' }).end();
  else sendHtml(response, page.status, page.html);
}

function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function sendError(response: ServerResponse, error: GraphError): void {
  if (error.code === 190 || error.code === 2500) {
    response.setHeader('www-authenticate', 'OAuth "Facebook Platform" "invalid_token"');
  }
  const { status = 400, body } = error.facts;
  if (body === 'html') sendHtml(response, status, '<html><body><h1>Bad gateway</h1></body></html>');
  else send(response, status, errorBody(error));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'cache-control': 'private, no-store',
  });
  response.end(JSON.stringify(body));
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(html);
}
