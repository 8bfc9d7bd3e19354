import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ActivityFailure } from '@temporalio/common';
import { readVaultKey } from '../db/vault-key.ts';
import { lazyClient } from '../temporal/client.ts';
import { NAMESPACE } from '../temporal/names.ts';
import { startRotation } from '../temporal/start.ts';
import type { RotationResult, rotateKeys } from '../workflows/rotate-keys.ts';
import { isRunning, readSecrets, writeVaultKeys } from './data-folder.ts';
import { vaultKeys } from './services.ts';
import { readSettings, type Settings } from './settings.ts';

const SHOW_EVERY_MS = 2_000;

/**
 * `aegis rotate-keys`: the workers seal every tenant's credentials again, under the current vault key and a fresh outer
 * key, while everything goes on. A rotation that is under way is joined. Ctrl-C ends only the watching.
 */
export async function rotateKeysCommand(args: string[]): Promise<void> {
  const unknown = args.filter((arg) => arg !== '--new-key');
  if (unknown.length > 0) throw new Error('Usage: npm run aegis -- rotate-keys [--new-key]');
  const settings = readSettings(process.env);
  if (args.includes('--new-key')) return newKey(settings);
  const { keyVersion, address } = await running(settings);
  const { TEMPORAL_NAMESPACE, AEGIS_PAYLOAD_KEY, AEGIS_PAYLOAD_OLD_KEYS } = process.env;
  const temporal = lazyClient({
    address,
    namespace: TEMPORAL_NAMESPACE || NAMESPACE,
    payloadKey: AEGIS_PAYLOAD_KEY ? readVaultKey(AEGIS_PAYLOAD_KEY, AEGIS_PAYLOAD_OLD_KEYS) : null,
  });
  try {
    say(await rotate(temporal.client, keyVersion, (text) => console.log(text)));
  } finally {
    await temporal.close();
  }
}

/** Which key is the current one and where Temporal is: from the environment, else from the AEGIS of the data folder. */
async function running(settings: Settings): Promise<{ keyVersion: number; address: string }> {
  const { env } = process;
  const own = !env.AEGIS_VAULT_KEY;
  if (own && !(await isRunning(settings.dataFolder))) {
    throw new Error(
      `AEGIS does not run on ${settings.dataFolder}. Start it, or set AEGIS_VAULT_KEY, AEGIS_VAULT_OLD_KEYS and TEMPORAL_ADDRESS as its workers have them.`,
    );
  }
  const keys = own ? vaultKeys(env, await readSecrets(settings.dataFolder)) : env;
  const { current } = readVaultKey(keys.AEGIS_VAULT_KEY ?? '', keys.AEGIS_VAULT_OLD_KEYS ?? '');
  return { keyVersion: current, address: settings.temporalAddress ?? `127.0.0.1:${settings.ports.temporal}` };
}

/** Starts or joins the rotation and waits for its end. Errors are one sentence. */
export async function rotate(
  client: Client,
  keyVersion: number,
  tell: (text: string) => void,
): Promise<RotationResult> {
  const handle = await startRotation(client, keyVersion).catch((error: Error) => {
    throw new Error(`Temporal does not take the rotation (${error.message}); check TEMPORAL_ADDRESS.`, {
      cause: error,
    });
  });
  let ended = false;
  const result = client.workflow.result<typeof rotateKeys>(handle.workflowId).finally(() => (ended = true));
  result.catch(() => {}); // awaited below
  let shown = '';
  while (!ended) {
    await Promise.race([sleep(SHOW_EVERY_MS), result.catch(() => {})]);
    const progress = await handle.query<RotationResult | null>('progress').catch(() => null);
    const text = progress && `${progress.credentials} looked at, ${progress.rewrapped} sealed again`;
    if (text && text !== shown) tell((shown = text));
  }
  return result.catch((error: unknown) => {
    const cause = error instanceof WorkflowFailedError ? error.cause : null;
    const reason = cause instanceof ActivityFailure ? cause.cause : cause;
    throw new Error(`The rotation did not come to its end: ${reason?.message ?? (error as Error).message}`, {
      cause: error,
    });
  });
}

function say({ complete, credentials, keyVersion, outerVersion, damaged }: RotationResult): void {
  if (!complete) {
    throw new Error(
      `Something goes on sealing with an older key: restart every API and worker with key version ${keyVersion}, then run this again.`,
    );
  }
  console.log(
    `All ${credentials - damaged.length} secrets of workspaces, and those of people, are sealed with key version ${keyVersion} (credentials with outer key ${outerVersion} above it).`,
  );
  if (damaged.length > 0) {
    console.log(
      `These connections have a credential that no longer opens and must be connected again: ${damaged.join(', ')}`,
    );
  }
  console.log(
    'Keep the older keys in AEGIS_VAULT_OLD_KEYS for 90 days: runs in Temporal carry signatures made with them.',
  );
}

/** Only for keys that `npm start` keeps: whoever sets AEGIS_VAULT_KEY makes the next one too. */
async function newKey({ dataFolder }: Settings): Promise<void> {
  if (process.env.AEGIS_VAULT_KEY) {
    throw new Error(
      'AEGIS_VAULT_KEY is yours: set it to <version>:<openssl rand -base64 32> with the next version, put the present one, with its version, into AEGIS_VAULT_OLD_KEYS, restart API and workers, then run this without --new-key.',
    );
  }
  const secrets = await readSecrets(dataFolder);
  const others = secrets.oldVaultKeys ?? '';
  const { current, keys } = readVaultKey(secrets.vaultKey, others);
  const next = Math.max(...keys.keys()) + 1;
  const present = secrets.vaultKey.includes(':') ? secrets.vaultKey : `${current}:${secrets.vaultKey}`;
  await writeVaultKeys(dataFolder, {
    vaultKey: `${next}:${randomBytes(32).toString('base64')}`,
    oldVaultKeys: [present, ...others.split(',').filter((text) => text !== '')].join(','),
  });
  console.log(
    `Key version ${next} is in ${dataFolder}/secrets.json. Restart AEGIS (npm start), then run: npm run aegis -- rotate-keys`,
  );
}
