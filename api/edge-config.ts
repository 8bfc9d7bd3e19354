import { isIP } from 'node:net';
import { z } from 'zod';

/** What meets a request before any route does. */
export interface EdgeConfig {
  /** Requests in 15 minutes from one address without a session or key; and tries to sign in that did not succeed. */
  limits: { anonymous: number; signIn: number; webhooks: number };
  /** Where they are counted without a Redis. */
  counters: 'memory' | 'database';
  redisUrl: string | null;
  /** Networks whose X-Forwarded-* headers are believed. */
  trustedProxies: string[];
  /** In ms: for the headers of a request to arrive, for all of it, for its answer; for shared counters. */
  patience: { headers: number; request: number; answer: number; counters: number };
  /** Other origins whose pages may call the API with a person's session. */
  corsOrigins: string[];
}

/** Spec D10. */
const patience = { headers: 8_000, request: 30_000, answer: 30_000, counters: 500 };

const limit = (otherwise: number) => z.coerce.number().int().min(1).default(otherwise);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

export const edgeSchema = z.object({
  RATE_LIMIT_ANONYMOUS: limit(100),
  RATE_LIMIT_SIGN_IN: limit(5),
  RATE_LIMIT_WEBHOOKS: limit(10_000),
  RATE_LIMIT_STORE: z.enum(['memory', 'database']).default('memory'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
  TRUSTED_PROXIES: list
    .refine(
      (parts) => parts.every(isNetwork),
      'must be networks by comma, as in 10.0.0.0/8, and not all addresses',
    )
    .default([]),
  CORS_ORIGINS: list
    .refine((parts) => parts.every(isOrigin), 'must be origins by comma, as in https://app.example.com')
    .default([]),
});

export function edgeConfig(values: z.infer<typeof edgeSchema>): EdgeConfig {
  return {
    limits: {
      anonymous: values.RATE_LIMIT_ANONYMOUS,
      signIn: values.RATE_LIMIT_SIGN_IN,
      webhooks: values.RATE_LIMIT_WEBHOOKS,
    },
    counters: values.RATE_LIMIT_STORE,
    redisUrl: values.REDIS_URL ?? null,
    trustedProxies: values.TRUSTED_PROXIES,
    corsOrigins: values.CORS_ORIGINS,
    patience,
  };
}

export const defaultEdge = edgeConfig(edgeSchema.parse({}));

/** An address or a network. A network of all addresses would believe anybody. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
