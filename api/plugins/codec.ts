import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import formbody from '@fastify/formbody';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CodecError, payloadCodec } from '../../temporal/codec.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem } from '../problem.ts';
import type { App } from '../types.ts';

const LIFE_MS = 12 * 3_600_000;
/** More than the largest payloads of one page in Temporal's UI. */
const BODY_LIMIT = 8 * 1024 * 1024;

const payloadSchema = z.object({
  metadata: z.record(z.string(), z.string()).optional(),
  data: z.string().optional(),
});
const bodySchema = z.object({ payloads: z.array(payloadSchema).max(1_000).default([]) });

const signInSchema = z.object({ token: z.string().max(500) });

/**
 * Temporal's codec server: shows operators the sealed payloads in Temporal's UI and CLI. Runs of all tenants are there, so
 * no role in a workspace opens it: AEGIS_OPERATOR_TOKEN does, as a bearer token (CLI) or typed once at /codec (UI, whose
 * browser then sends a cookie). Only the UI's origin may read the answers. Absent without payload key or token.
 */
export async function addCodec(app: App, deps: ApiDeps): Promise<void> {
  const { temporal, operatorToken: token } = deps.config;
  const { payloadKey } = temporal;
  if (!payloadKey || !token) return;
  const codec = payloadCodec(payloadKey);
  const ui = temporal.uiUrl ? new URL(temporal.uiUrl).origin : null;
  const cookie = cookieOf(deps, ui);
  const address = `${deps.config.publicUrl}/codec`;

  await app.register(async (scope) => {
    await scope.register(formbody);
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('vary', 'Origin').header('cache-control', 'no-store');
      if (ui === null || request.headers.origin !== ui) return;
      reply.header('access-control-allow-origin', ui).header('access-control-allow-credentials', 'true');
    });
    scope.options('/codec/decode', { schema: { hide: true } }, (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': 'content-type, authorization, x-namespace',
          'access-control-max-age': '3600',
        })
        .send(),
    );
    scope.get('/codec', { schema: { hide: true } }, (request, reply) =>
      reply.type('text/html').send(page(isOperator(request) ? 'in' : 'out', address)),
    );
    scope.post('/codec/sign-in', { schema: { hide: true, body: signInSchema } }, (request, reply) => {
      const { token: given } = request.body as z.infer<typeof signInSchema>;
      reply.type('text/html');
      if (!same(given, token)) {
        request.log.warn('an operator was refused');
        return reply.code(401).send(page('wrong', address));
      }
      const until = deps.now().getTime() + LIFE_MS;
      request.log.info('an operator signed in');
      return reply
        .setCookie(cookie.name, `${until}.${mark(token, until)}`, {
          ...cookie.options,
          maxAge: LIFE_MS / 1000,
        })
        .send(page('in', address));
    });
    scope.post(
      '/codec/decode',
      { bodyLimit: BODY_LIMIT, schema: { hide: true, body: bodySchema } },
      async (request, reply) => {
        refuseForeign(request);
        if (!isOperator(request)) {
          throw new ApiProblem('not-signed-in', `Open ${address} and sign in as an operator.`);
        }
        const { payloads } = request.body as z.infer<typeof bodySchema>;
        const opened = await codec.decode(payloads.map(fromJson)).catch((error: unknown) => {
          if (error instanceof CodecError) throw new ApiProblem('unprocessable', error.message);
          throw error;
        });
        request.log.info({ payloads: payloads.length }, 'payloads were shown to an operator');
        return reply.send({ payloads: opened.map(toJson) });
      },
    );
  });

  function isOperator(request: FastifyRequest): boolean {
    const { authorization } = request.headers;
    if (authorization !== undefined) return same(authorization, `Bearer ${token}`);
    const [until = '', signature = ''] = (request.cookies[cookie.name] ?? '').split('.');
    return Number(until) > deps.now().getTime() && same(signature, mark(token!, Number(until)));
  }

  /** Beside CORS, which only keeps the answer from a foreign page. */
  function refuseForeign(request: FastifyRequest): void {
    const { origin } = request.headers;
    if (origin === undefined || origin === ui || origin === new URL(deps.config.publicUrl).origin) return;
    throw new ApiProblem('foreign-origin', 'Payloads are shown to the Temporal UI of TEMPORAL_UI_URL only.');
  }
}

/** On https the UI may be on another site; without, both have to be on one host. */
function cookieOf({ config }: ApiDeps, ui: string | null) {
  const https = config.publicUrl.startsWith('https:');
  const sameSite = https && ui ? ('none' as const) : ('lax' as const);
  return {
    name: https ? '__Host-aegis_operator' : 'aegis_operator',
    options: { path: '/', httpOnly: true, secure: https, sameSite },
  };
}

/** Ties the cookie to its end and to the token: another token ends them all. */
function mark(token: string, until: number): string {
  const key = Buffer.from(hkdfSync('sha256', token, '', 'aegis operator', 32));
  return createHmac('sha256', key).update(String(until)).digest('base64url');
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

type Json = z.infer<typeof payloadSchema>;

function fromJson({ metadata = {}, data = '' }: Json) {
  const bytes = Object.entries(metadata).map(
    ([name, value]) => [name, Buffer.from(value, 'base64')] as const,
  );
  return { metadata: Object.fromEntries(bytes), data: Buffer.from(data, 'base64') };
}

function toJson(payload: { metadata?: Record<string, Uint8Array> | null; data?: Uint8Array | null }): Json {
  const base64 = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64');
  const metadata = Object.entries(payload.metadata ?? {}).map(
    ([name, bytes]) => [name, base64(bytes)] as const,
  );
  return { metadata: Object.fromEntries(metadata), data: base64(payload.data) };
}

const words = {
  out: 'Operators read sealed payloads in the Temporal UI after signing in here, for twelve hours.',
  wrong: 'This is not the token. It stands in AEGIS_OPERATOR_TOKEN.',
  in: 'You are signed in. In the Temporal UI open “Codec Server” (the glasses), use your browser setting with this address, and include cross-origin credentials:',
};

function page(state: keyof typeof words, address: string): string {
  const form = `<form method="post" action="/codec/sign-in"><label>Operator token
    <input name="token" type="password" autocomplete="off" required autofocus></label>
    <button>Sign in</button></form>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>AEGIS, payloads</title>
    <meta name="viewport" content="width=device-width"><h1>Payloads</h1><p>${words[state]}</p>${state === 'in' ? `<p><code>${address}</code></p>` : form}</html>`;
}
