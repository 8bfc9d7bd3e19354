import { z } from 'zod';
import { edgeConfig, edgeSchema, type EdgeConfig } from './edge-config.ts';
import {
  readEnvironment,
  sharedConfig,
  sharedGroups,
  sharedSchema,
  temporalConfig,
  url,
  type SharedConfig,
} from './environment.ts';
import type { TemporalConfig } from '../temporal/client.ts';

export interface ApiConfig extends SharedConfig {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Where browsers reach the console and the API; callbacks of platforms come here. No trailing slash. */
  publicUrl: string;
  temporal: TemporalConfig & { uiUrl: string | null };
  /** A mail server is set up: links are handed on by mail alone. */
  sendsEmail?: boolean;
  /** Opens /metrics; without one only this machine reads it. */
  metricsToken?: string | null;
  /** Networks in which identity providers may lie that are not on the public internet. */
  ssoNetworks?: string[];
  /** Opens sealed payloads to operators; without one, or without a payload key, nobody is shown them. */
  operatorToken?: string | null;
  /** Default: that of spec D7 to D10, for one process without a proxy. */
  edge?: EdgeConfig;
}

const schema = sharedSchema.extend({
  ...edgeSchema.shape,
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4700),
  AEGIS_PUBLIC_URL: url.optional(),
  TEMPORAL_UI_URL: url.optional(),
  /** The workers hand e-mails in; here it says that they do. */
  SMTP_FROM: z.string().optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
  AEGIS_SSO_NETWORKS: z
    .string()
    .transform((text) => text.split(',').map((network) => network.trim()))
    .refine((networks) => networks.every((one) => z.union([z.cidrv4(), z.cidrv6()]).safeParse(one).success), {
      error: 'must be networks by comma, as in 10.0.0.0/8',
    })
    .optional(),
  AEGIS_OPERATOR_TOKEN: z.string().min(24).optional(),
});

/** Reads the environment of the API once. Throws one Error that names every bad variable, and no value. */
export function readApiConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const values = readEnvironment("The API's", schema, sharedGroups, env);
  return {
    ...sharedConfig(values),
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.AEGIS_PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    temporal: { ...temporalConfig(values), uiUrl: values.TEMPORAL_UI_URL ?? null },
    sendsEmail: values.SMTP_FROM !== undefined,
    metricsToken: values.METRICS_TOKEN ?? null,
    ssoNetworks: values.AEGIS_SSO_NETWORKS ?? [],
    operatorToken: values.AEGIS_OPERATOR_TOKEN ?? null,
    edge: edgeConfig(values),
  };
}
