import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { postgresHome, startPostgres } from '../db/embedded.ts';
import type { DatabaseUrls } from '../db/migrate.ts';
import { SANDBOX_APP } from '../sandbox/app.ts';
import { startSandbox } from '../sandbox/server.ts';
import { getTemporal } from '../temporal/binary.ts';
import { prepareNamespace, startTemporal, temporalDatabase, temporalPidFile } from '../temporal/server.ts';
import { lockDataFolder, openDataFolder, readSecrets, turnLogs, type Secrets } from './data-folder.ts';
import { prepareDatabase, useDatabase } from './database.ts';
import { stopLeftOver } from './left-over.ts';
import type { Lifetime } from './lifetime.ts';
import { requireFreePort } from './ports.ts';
import { portVariables, type Settings } from './settings.ts';
import { row } from './terminal.ts';

export interface Services {
  /** The environment for API and worker: the caller's, with the addresses of what runs here. */
  env: NodeJS.ProcessEnv;
  secrets: Secrets;
  ownerUrl: string;
}

/** Locks the data folder and starts what the product stands on: PostgreSQL (migrated), Temporal, the sandbox. */
export async function startServices(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  lifetime: Lifetime,
  say: (text: string) => void,
): Promise<Services> {
  const { dataFolder, ports } = settings;
  await openDataFolder(dataFolder);
  const lock = await lockDataFolder(dataFolder);
  lifetime.signal.addEventListener('abort', () => lock.markStopping(), { once: true });
  lifetime.add('The lock', { close: () => lock.release() });
  const secrets = await readSecrets(dataFolder);
  await stopLeftOvers(dataFolder, say);
  await turnLogs(dataFolder);
  await requireFreePorts(settings);

  const openDatabase = () => startDatabase(settings, env, secrets, lifetime, say);
  const openEngine = () => startEngine(settings, env, lifetime, say);
  // Servers of the caller's are asked first: a wrong address is said at once.
  const given = {
    database: settings.databaseUrl ? await openDatabase() : null,
    temporal: settings.temporalAddress ? await openEngine() : null,
  };
  // Both are waited for, so that neither is still starting when the other has failed.
  const [database, temporal] = await Promise.allSettled([
    given.database ?? openDatabase(),
    given.temporal ?? openEngine(),
  ]);
  if (database.status === 'rejected') throw database.reason;
  if (temporal.status === 'rejected') throw temporal.reason;

  await mkdir(path.join(dataFolder, 'sandbox'), { recursive: true, mode: 0o700 });
  const sandbox = await startSandbox({
    port: ports.sandbox,
    ledgerFile: path.join(dataFolder, 'sandbox', 'ledger.jsonl'),
  });
  lifetime.add('The sandbox', sandbox);
  say(row('Sandbox', sandbox.url));

  return {
    secrets,
    ownerUrl: database.value.owner,
    env: {
      ...env,
      PORT: String(ports.api),
      DATABASE_URL: database.value.app,
      DISPATCH_DATABASE_URL: database.value.dispatch,
      TEMPORAL_ADDRESS: temporal.value.address,
      TEMPORAL_UI_URL: temporal.value.uiUrl ?? env.TEMPORAL_UI_URL,
      ...vaultKeys(env, secrets),
      AEGIS_PUBLIC_URL: publicUrl(ports, env),
      AEGIS_LOG_FILE: env.AEGIS_LOG_FILE || path.join(dataFolder, 'logs', 'aegis.log'),
      SANDBOX_URL: sandbox.url,
      SANDBOX_META_APP_ID: SANDBOX_APP.id,
      SANDBOX_META_APP_SECRET: SANDBOX_APP.secret,
    },
  };
}

/** The caller's keys, else those of the data folder. */
export const vaultKeys = (env: NodeJS.ProcessEnv, secrets: Secrets) =>
  env.AEGIS_VAULT_KEY
    ? { AEGIS_VAULT_KEY: env.AEGIS_VAULT_KEY, AEGIS_VAULT_OLD_KEYS: env.AEGIS_VAULT_OLD_KEYS }
    : { AEGIS_VAULT_KEY: secrets.vaultKey, AEGIS_VAULT_OLD_KEYS: secrets.oldVaultKeys };

const publicUrl = (ports: Settings['ports'], env: NodeJS.ProcessEnv) =>
  env.AEGIS_PUBLIC_URL || `http://localhost:${ports.api}`;

/** PostgreSQL and Temporal outlive a start that was killed. */
async function stopLeftOvers(dataFolder: string, say: (text: string) => void): Promise<void> {
  const data = path.join(await postgresHome(dataFolder), 'postgres');
  const found = await Promise.all([
    stopLeftOver(path.join(data, 'postmaster.pid'), data, 'SIGINT'),
    stopLeftOver(temporalPidFile(dataFolder), temporalDatabase(dataFolder), 'SIGTERM'),
  ]);
  if (found.includes(true)) say('Stopped what an earlier start had left running');
}

async function requireFreePorts({ ports, databaseUrl, temporalAddress }: Settings): Promise<void> {
  await requireFreePort(ports.api, 'API and console', portVariables.api);
  await requireFreePort(ports.sandbox, 'the sandbox', portVariables.sandbox);
  if (!databaseUrl) await requireFreePort(ports.postgres, 'PostgreSQL', portVariables.postgres);
  if (temporalAddress) return;
  await requireFreePort(ports.temporal, 'Temporal', portVariables.temporal);
  await requireFreePort(ports.temporalUi, 'the Temporal UI', portVariables.temporalUi);
}

async function startDatabase(
  { dataFolder, ports, databaseUrl }: Settings,
  env: NodeJS.ProcessEnv,
  secrets: Secrets,
  lifetime: Lifetime,
  say: (text: string) => void,
): Promise<DatabaseUrls> {
  if (databaseUrl) {
    const urls = await useDatabase(env, secrets);
    say(row('PostgreSQL', `yours, ${new URL(databaseUrl).host} (DATABASE_URL)`));
    return urls;
  }
  const postgres = await startPostgres({
    dataFolder,
    port: ports.postgres,
    password: secrets.superuserPassword,
  });
  lifetime.add('PostgreSQL', { close: () => postgres.stop(), ...postgres });
  const urls = await prepareDatabase(postgres.url, secrets);
  say(row('PostgreSQL', `127.0.0.1:${ports.postgres}`));
  return urls;
}

async function startEngine(
  { dataFolder, ports, temporalAddress }: Settings,
  env: NodeJS.ProcessEnv,
  lifetime: Lifetime,
  say: (text: string) => void,
): Promise<{ address: string; uiUrl: string | null }> {
  if (temporalAddress) {
    await prepareNamespace(temporalAddress, env.TEMPORAL_NAMESPACE);
    say(row('Temporal', `yours, ${temporalAddress} (TEMPORAL_ADDRESS)`));
    return { address: temporalAddress, uiUrl: null };
  }
  const { file, server } = await getTemporal({ env, say, signal: lifetime.signal });
  const temporal = await startTemporal({
    file,
    dataFolder,
    port: ports.temporal,
    uiPort: ports.temporalUi,
    ...(env.AEGIS_PAYLOAD_KEY && env.AEGIS_OPERATOR_TOKEN
      ? { codecUrl: `${publicUrl(ports, env)}/codec` }
      : {}),
  });
  lifetime.add('Temporal', { close: () => temporal.stop(), ...temporal });
  say(row('Temporal', `${temporal.address}, server ${server}`));
  return temporal;
}
