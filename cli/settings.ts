import path from 'node:path';
import { z } from 'zod';

/** What `npm start` needs to know before anything runs. The rest is the API's and the worker's own configuration. */
export interface Settings {
  dataFolder: string;
  ports: { api: number; postgres: number; temporal: number; temporalUi: number; sandbox: number };
  /** Replaces the embedded PostgreSQL, see cli/database.ts. */
  databaseUrl: string | null;
  /** Replaces the embedded Temporal. */
  temporalAddress: string | null;
}

export const portVariables = {
  api: 'PORT',
  postgres: 'AEGIS_POSTGRES_PORT',
  temporal: 'AEGIS_TEMPORAL_PORT',
  temporalUi: 'AEGIS_TEMPORAL_UI_PORT',
  sandbox: 'AEGIS_SANDBOX_PORT',
} as const;

export const root = path.resolve(import.meta.dirname, '..');

const port = (otherwise: number) => z.coerce.number().int().min(1).max(65_535).default(otherwise);
const schema = z.object({
  AEGIS_DATA: z.string().default(path.join(root, '.aegis')),
  PORT: port(4700),
  AEGIS_POSTGRES_PORT: port(4701),
  AEGIS_TEMPORAL_PORT: port(4702),
  AEGIS_TEMPORAL_UI_PORT: port(4703),
  AEGIS_SANDBOX_PORT: port(4704),
  DATABASE_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
});

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const read = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!read.success) {
    const wrong = read.error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`);
    throw new Error(`Settings are wrong: ${wrong.join('; ')}`);
  }
  const values = read.data;
  return {
    dataFolder: path.resolve(values.AEGIS_DATA),
    ports: {
      api: values.PORT,
      postgres: values.AEGIS_POSTGRES_PORT,
      temporal: values.AEGIS_TEMPORAL_PORT,
      temporalUi: values.AEGIS_TEMPORAL_UI_PORT,
      sandbox: values.AEGIS_SANDBOX_PORT,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    temporalAddress: values.TEMPORAL_ADDRESS ?? null,
  };
}
