import { z } from 'zod';
import type { PlatformApp } from '../connectors/types.ts';
import { readVaultKey, type VaultKey } from '../db/vault.ts';

export interface ApiConfig {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Where browsers reach the console and the API; callbacks of platforms come here. No trailing slash. */
  publicUrl: string;
  /** Connects as aegis_app. Contains a password. */
  databaseUrl: string;
  temporal: { address: string; namespace: string; uiUrl: string | null };
  vaultKey: VaultKey;
  /** Our application at Meta and at the sandbox; null: no connections there. */
  meta: { live: PlatformApp | null; sandbox: PlatformApp | null };
  /** null: no sandbox. */
  sandboxUrl: string | null;
  /** Opens /metrics; without one only this machine reads it. */
  metricsToken?: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Takes the log, of which only warnings and errors then reach the terminal. Default: stdout takes all of it. */
  logFile?: string;
}

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const keyShape = 'must be 32 bytes in base64';
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });

const groups = [
  ['META_APP_ID', 'META_APP_SECRET'],
  ['SANDBOX_URL', 'SANDBOX_META_APP_ID', 'SANDBOX_META_APP_SECRET'],
];

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4700),
  AEGIS_PUBLIC_URL: url.optional(),
  DATABASE_URL: postgresUrl,
  TEMPORAL_ADDRESS: z.string(),
  TEMPORAL_NAMESPACE: z.string().default('aegis'),
  TEMPORAL_UI_URL: url.optional(),
  AEGIS_VAULT_KEY: z
    .base64({ error: keyShape })
    .refine((text) => Buffer.from(text, 'base64').length === 32, keyShape)
    .transform(readVaultKey),
  META_APP_ID: z.string().optional(),
  META_APP_SECRET: z.string().optional(),
  META_GRAPH_URL: url.default('https://graph.facebook.com'),
  META_DIALOG_URL: url.default('https://www.facebook.com'),
  SANDBOX_URL: url.optional(),
  SANDBOX_META_APP_ID: z.string().optional(),
  SANDBOX_META_APP_SECRET: z.string().optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  AEGIS_LOG_FILE: z.string().optional(),
});

/** Reads the environment of the API once. Throws one Error that names every bad variable, and no value. */
export function readApiConfig(env: NodeJS.ProcessEnv): ApiConfig {
  // An empty variable (`META_APP_ID=` in a compose file) is an absent one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  const wrong = (read.error?.issues ?? []).map(({ path: [name], message }) =>
    String(name) in given ? `${String(name)}: ${message}` : `${String(name)}: is missing`,
  );
  for (const group of groups) {
    const missing = group.filter((name) => !(name in given));
    if (missing.length === 0 || missing.length === group.length) continue;
    wrong.push(...missing.map((name) => `${name}: is missing; set all of ${group.join(', ')} or none`));
  }
  if (!read.success || wrong.length > 0) {
    throw new Error(`The API's configuration is wrong:\n  ${wrong.join('\n  ')}`);
  }
  const values = read.data;
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.AEGIS_PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    databaseUrl: values.DATABASE_URL,
    temporal: {
      address: values.TEMPORAL_ADDRESS,
      namespace: values.TEMPORAL_NAMESPACE,
      uiUrl: values.TEMPORAL_UI_URL ?? null,
    },
    vaultKey: values.AEGIS_VAULT_KEY,
    meta: {
      live: platformApp('live', values.META_APP_ID, values.META_APP_SECRET, {
        apiUrl: values.META_GRAPH_URL,
        dialogUrl: values.META_DIALOG_URL,
      }),
      sandbox: platformApp('sandbox', values.SANDBOX_META_APP_ID, values.SANDBOX_META_APP_SECRET, {
        apiUrl: values.SANDBOX_URL ?? '',
        dialogUrl: values.SANDBOX_URL ?? '',
      }),
    },
    sandboxUrl: values.SANDBOX_URL ?? null,
    metricsToken: values.METRICS_TOKEN ?? null,
    logLevel: values.LOG_LEVEL,
    logFile: values.AEGIS_LOG_FILE,
  };
}

function platformApp(
  environment: PlatformApp['environment'],
  clientId: string | undefined,
  clientSecret: string | undefined,
  urls: { apiUrl: string; dialogUrl: string },
): PlatformApp | null {
  return clientId && clientSecret ? { environment, clientId, clientSecret, ...urls } : null;
}
