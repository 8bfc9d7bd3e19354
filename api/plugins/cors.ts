import cors from '@fastify/cors';
import type { ApiDeps } from '../deps.ts';
import type { App } from '../types.ts';

/** How long a browser keeps the answer to a preflight; none keeps it longer. */
const PREFLIGHT_KEPT_SECONDS = 2 * 60 * 60;

/** Lets pages of the configured origins call the API; without any, browsers keep every other origin out (spec D9). */
export async function addCors(app: App, { edge }: ApiDeps): Promise<void> {
  if (edge.corsOrigins.length === 0) return;
  await app.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && edge.corsOrigins.includes(origin),
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['accept-language', 'authorization', 'content-type', 'idempotency-key', 'if-match'],
    exposedHeaders: [
      'etag',
      'idempotency-replayed',
      'location',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'retry-after',
      'x-request-id',
    ],
    maxAge: PREFLIGHT_KEPT_SECONDS,
    strictPreflight: false,
  });
}
