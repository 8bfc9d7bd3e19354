import { z } from 'zod';
import type { PlatformApp } from '../connectors/types.ts';
import type { TemporalConfig } from '../temporal/client.ts';
import { isGuessable, readVaultKey, VaultError, type VaultKey } from '../db/vault-key.ts';

/** What API and workers both have to know. */
export interface SharedConfig {
  /** Connects as aegis_app. Contains a password. */
  databaseUrl: string;
  vaultKey: VaultKey;
  /** Our application at Meta and at the sandbox; null: no connections there. */
  meta: { live: PlatformApp | null; sandbox: PlatformApp | null };
  /** null: no sandbox. */
  sandboxUrl: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Takes the log, of which only warnings and errors then reach the terminal. Default: stdout takes all of it. */
  logFile?: string;
}

export const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });

/** A key that seals, or the comma-separated others that still open; their versions are compared in `keyRing`. */
const key = z.string().superRefine((text, context) => {
  for (const one of text.split(',').filter((part) => part.trim() !== '')) {
    const message = wrongKey(one);
    if (message) context.addIssue({ code: 'custom', message });
  }
});

function wrongKey(text: string): string | null {
  try {
    const { keys } = readVaultKey(text);
    return [...keys.values()].some(isGuessable)
      ? 'is an example or a phrase; make one with openssl rand -base64 32'
      : null;
  } catch {
    return 'must be 32 bytes in base64, from openssl rand -base64 32, or with its version before it, as in 2:<base64>';
  }
}

export const sharedSchema = z.object({
  DATABASE_URL: postgresUrl,
  TEMPORAL_ADDRESS: z.string(),
  TEMPORAL_NAMESPACE: z.string().default('aegis'),
  AEGIS_VAULT_KEY: key,
  AEGIS_VAULT_OLD_KEYS: key.optional(),
  AEGIS_PAYLOAD_KEY: key.optional(),
  AEGIS_PAYLOAD_OLD_KEYS: key.optional(),
  META_APP_ID: z.string().optional(),
  META_APP_SECRET: z.string().optional(),
  META_GRAPH_URL: url.default('https://graph.facebook.com'),
  META_DIALOG_URL: url.default('https://www.facebook.com'),
  SANDBOX_URL: url.optional(),
  SANDBOX_META_APP_ID: z.string().optional(),
  SANDBOX_META_APP_SECRET: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  AEGIS_LOG_FILE: z.string().optional(),
});

export const sharedGroups = [
  ['META_APP_ID', 'META_APP_SECRET'],
  ['SANDBOX_URL', 'SANDBOX_META_APP_ID', 'SANDBOX_META_APP_SECRET'],
];

/** Throws one Error that names every bad variable, and no value. The variables of a group are all set or all absent. */
export function readEnvironment<Values>(
  whose: string,
  schema: z.ZodType<Values>,
  groups: string[][],
  env: NodeJS.ProcessEnv,
): Values {
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
    throw new Error(`${whose} configuration is wrong:\n  ${wrong.join('\n  ')}`);
  }
  return read.data;
}

export function sharedConfig(values: z.infer<typeof sharedSchema>): SharedConfig {
  return {
    databaseUrl: values.DATABASE_URL,
    vaultKey: keyRing('AEGIS_VAULT_KEY', values.AEGIS_VAULT_KEY, values.AEGIS_VAULT_OLD_KEYS),
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
    logLevel: values.LOG_LEVEL,
    logFile: values.AEGIS_LOG_FILE,
  };
}

/** Where Temporal is, and what seals its payloads; `payloadKey` null: nothing. */
export function temporalConfig(values: z.infer<typeof sharedSchema>): TemporalConfig {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = values;
  const { AEGIS_PAYLOAD_KEY: current, AEGIS_PAYLOAD_OLD_KEYS: others } = values;
  if (!current && others) {
    throw new Error(
      'The configuration is wrong:\n  AEGIS_PAYLOAD_KEY: is missing; what old keys have sealed is read beside a current one',
    );
  }
  return { address, namespace, payloadKey: current ? keyRing('AEGIS_PAYLOAD_KEY', current, others) : null };
}

/** Throws one Error that names the variable. */
function keyRing(name: string, current: string, others: string | undefined): VaultKey {
  try {
    return readVaultKey(current, others);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new Error(`The configuration is wrong:\n  ${name}: ${error.message}`, { cause: error });
  }
}

function platformApp(
  environment: PlatformApp['environment'],
  clientId: string | undefined,
  clientSecret: string | undefined,
  urls: { apiUrl: string; dialogUrl: string },
): PlatformApp | null {
  return clientId && clientSecret ? { environment, clientId, clientSecret, ...urls } : null;
}
