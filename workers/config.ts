import { z } from 'zod';
import {
  postgresUrl,
  readEnvironment,
  sharedConfig,
  sharedGroups,
  sharedSchema,
  temporalConfig,
  url,
  type SharedConfig,
} from '../api/environment.ts';
import type { TemporalConfig } from '../temporal/client.ts';

export interface WorkerConfig extends SharedConfig {
  /** Where people reach the console; runs link to it. No trailing slash. */
  publicUrl: string;
  /** Connects as aegis_dispatch, for the sweeper. Contains a password. */
  dispatchDatabaseUrl: string;
  temporal: TemporalConfig;
  /** Task queues that this process serves; null: all. */
  queues: string[] | null;
  /** Where e-mails are handed in; null: they wait in the outbox, which the console shows. */
  smtp?: { url: string; from: string } | null;
  /** Language models; both null: texts are written by template. */
  models: {
    anthropic: { apiKey: string; baseUrl?: string } | null;
    openaiCompatible: { baseUrl: string; apiKey: string; model: string } | null;
  };
}

const schema = sharedSchema.extend({
  AEGIS_PUBLIC_URL: url.default('http://localhost:4700'),
  DISPATCH_DATABASE_URL: postgresUrl,
  AEGIS_QUEUES: z
    .string()
    .transform((text) => text.split(',').map((queue) => queue.trim()))
    .optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  SMTP_FROM: z.string().regex(/@/, 'must hold an address, as in AEGIS <aegis@example.com>').optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: url.optional(),
  OPENAI_COMPATIBLE_BASE_URL: url.optional(),
  OPENAI_COMPATIBLE_API_KEY: z.string().optional(),
  OPENAI_COMPATIBLE_MODEL: z.string().optional(),
});

const groups = [
  ...sharedGroups,
  ['SMTP_URL', 'SMTP_FROM'],
  ['OPENAI_COMPATIBLE_BASE_URL', 'OPENAI_COMPATIBLE_API_KEY', 'OPENAI_COMPATIBLE_MODEL'],
];

/** Reads the environment of a worker once. Throws one Error that names every bad variable, and no value. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const values = readEnvironment("The worker's", schema, groups, env);
  return {
    ...sharedConfig(values),
    publicUrl: values.AEGIS_PUBLIC_URL,
    dispatchDatabaseUrl: values.DISPATCH_DATABASE_URL,
    temporal: temporalConfig(values),
    queues: values.AEGIS_QUEUES ?? null,
    smtp: smtp(values),
    models: { anthropic: anthropic(values), openaiCompatible: openaiCompatible(values) },
  };
}

type Values = z.infer<typeof schema>;

function smtp({ SMTP_URL: url, SMTP_FROM: from }: Values) {
  return url && from ? { url, from } : null;
}

function anthropic({ ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl }: Values) {
  return apiKey ? { apiKey, ...(baseUrl ? { baseUrl } : {}) } : null;
}

function openaiCompatible(values: Values) {
  const baseUrl = values.OPENAI_COMPATIBLE_BASE_URL;
  const apiKey = values.OPENAI_COMPATIBLE_API_KEY;
  const model = values.OPENAI_COMPATIBLE_MODEL;
  return baseUrl && apiKey && model ? { baseUrl, apiKey, model } : null;
}
