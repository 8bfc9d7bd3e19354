import { z } from 'zod';
import type { PlatformApp } from '../connectors/types.ts';
import { readVaultKey, type VaultKey } from '../db/vault.ts';

export interface WorkerConfig {
  /** Where people reach the console; runs link to it. No trailing slash. */
  publicUrl: string;
  /** Connects as aegis_app. Contains a password. */
  databaseUrl: string;
  /** Connects as aegis_dispatch, for the sweeper. Contains a password. */
  dispatchDatabaseUrl: string;
  temporal: { address: string; namespace: string };
  /** Task queues that this process serves; null: all. */
  queues: string[] | null;
  vaultKey: VaultKey;
  /** Our application at Meta and at the sandbox; null: no connections there. */
  meta: { live: PlatformApp | null; sandbox: PlatformApp | null };
  /** null: no sandbox. */
  sandboxUrl: string | null;
  /** Language models; both null: texts are written by template. */
  models: {
    anthropic: { apiKey: string; baseUrl?: string } | null;
    openaiCompatible: { baseUrl: string; apiKey: string; model: string } | null;
  };
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
  ['OPENAI_COMPATIBLE_BASE_URL', 'OPENAI_COMPATIBLE_API_KEY', 'OPENAI_COMPATIBLE_MODEL'],
];

const schema = z.object({
  AEGIS_PUBLIC_URL: url.default('http://localhost:4700'),
  DATABASE_URL: postgresUrl,
  DISPATCH_DATABASE_URL: postgresUrl,
  TEMPORAL_ADDRESS: z.string(),
  TEMPORAL_NAMESPACE: z.string().default('aegis'),
  AEGIS_QUEUES: z
    .string()
    .transform((text) => text.split(',').map((queue) => queue.trim()))
    .optional(),
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
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: url.optional(),
  OPENAI_COMPATIBLE_BASE_URL: url.optional(),
  OPENAI_COMPATIBLE_API_KEY: z.string().optional(),
  OPENAI_COMPATIBLE_MODEL: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  AEGIS_LOG_FILE: z.string().optional(),
});

/** Reads the environment of a worker once. Throws one Error that names every bad variable, and no value. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  // An empty variable (`ANTHROPIC_API_KEY=` in a compose file) is an absent one.
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
    throw new Error(`The worker's configuration is wrong:\n  ${wrong.join('\n  ')}`);
  }
  const values = read.data;
  const {
    ANTHROPIC_API_KEY,
    ANTHROPIC_BASE_URL,
    OPENAI_COMPATIBLE_BASE_URL,
    OPENAI_COMPATIBLE_API_KEY,
    OPENAI_COMPATIBLE_MODEL,
  } = values;
  return {
    publicUrl: values.AEGIS_PUBLIC_URL,
    databaseUrl: values.DATABASE_URL,
    dispatchDatabaseUrl: values.DISPATCH_DATABASE_URL,
    temporal: { address: values.TEMPORAL_ADDRESS, namespace: values.TEMPORAL_NAMESPACE },
    queues: values.AEGIS_QUEUES ?? null,
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
    models: {
      anthropic: ANTHROPIC_API_KEY
        ? { apiKey: ANTHROPIC_API_KEY, ...(ANTHROPIC_BASE_URL ? { baseUrl: ANTHROPIC_BASE_URL } : {}) }
        : null,
      openaiCompatible:
        OPENAI_COMPATIBLE_BASE_URL && OPENAI_COMPATIBLE_API_KEY && OPENAI_COMPATIBLE_MODEL
          ? {
              baseUrl: OPENAI_COMPATIBLE_BASE_URL,
              apiKey: OPENAI_COMPATIBLE_API_KEY,
              model: OPENAI_COMPATIBLE_MODEL,
            }
          : null,
    },
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
