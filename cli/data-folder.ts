import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { access, chmod, constants, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Creates the folder, private, or says in one sentence why it cannot be used. */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    // Root's PostgreSQL runs as another user, who must pass (see postgresHome); secrets have their own permissions.
    const created = await mkdir(folder, { recursive: true });
    if (created) await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    await access(folder, constants.W_OK);
    await mkdir(path.join(folder, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

function cannotWrite(folder: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  return new Error(
    `The data folder ${folder} cannot be written (${code}); make it writable or choose another with AEGIS_DATA.`,
    { cause: error },
  );
}

/** A log that has grown past 20 MB becomes the old one, in place of the last old one. */
export async function turnLogs(dataFolder: string): Promise<void> {
  for (const name of ['aegis', 'postgres', 'temporal']) {
    const file = path.join(dataFolder, 'logs', `${name}.log`);
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    if (size > 20_000_000) await rename(file, path.join(dataFolder, 'logs', `${name}.old.log`));
  }
}

export interface Lock {
  /** Tells the next start that it is worth waiting. */
  markStopping(): void;
  release(): void;
}

/**
 * Makes this process the only one that uses the folder. It is a lock of the operating system (through SQLite), which ends
 * with the process however it ends. Waits for it `patience` ms, and longer while its holder is stopping.
 */
export async function lockDataFolder(folder: string, patience = 3_000): Promise<Lock> {
  const pidFile = path.join(folder, 'aegis.pid');
  const file = new DatabaseSync(path.join(folder, 'lock'));
  for (let waited = 0; ; waited += 100) {
    try {
      file.exec('begin exclusive');
      writeFileSync(pidFile, String(process.pid));
      return {
        markStopping: () => writeFileSync(pidFile, `${process.pid} stopping`),
        release: () => file.close(),
      };
    } catch (error) {
      const busy = (error as { errcode?: number }).errcode === 5;
      if (busy && waited < (patience > 0 && holder(pidFile).endsWith('stopping') ? 35_000 : patience)) {
        await sleep(100);
        continue;
      }
      file.close();
      if (!busy) throw cannotWrite(folder, error);
      throw new Error(
        `AEGIS already runs on ${folder} (process ${holder(pidFile)}); stop it or choose another folder with AEGIS_DATA.`,
        { cause: error },
      );
    }
  }
}

/** True while a process of ours uses the folder. */
export async function isRunning(folder: string): Promise<boolean> {
  const there = await access(path.join(folder, 'lock')).then(
    () => true,
    () => false,
  );
  if (!there) return false;
  return lockDataFolder(folder, 0).then(
    (lock) => {
      lock.release();
      return false;
    },
    (error: Error) => error.message.includes('already runs'),
  );
}

function holder(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8');
  } catch {
    return 'unknown';
  }
}

const secretsSchema = z.object({
  /** As AEGIS_VAULT_KEY and AEGIS_VAULT_OLD_KEYS. */
  vaultKey: z.string(),
  oldVaultKeys: z.string().optional(),
  superuserPassword: z.string(),
  appPassword: z.string(),
  dispatchPassword: z.string(),
  ownerPassword: z.string(),
  demoPassword: z.string(),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** Generated at the first start, the same ever after, readable by this user only. */
export async function readSecrets(folder: string): Promise<Secrets> {
  const file = path.join(folder, 'secrets.json');
  const word = () => randomBytes(24).toString('base64url');
  const fresh: Secrets = {
    vaultKey: randomBytes(32).toString('base64'),
    superuserPassword: word(),
    appPassword: word(),
    dispatchPassword: word(),
    ownerPassword: word(),
    demoPassword: word(),
  };
  await writeFile(file, JSON.stringify(fresh, null, 2), { flag: 'wx', mode: 0o600 }).catch(
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw cannotWrite(folder, error);
    },
  );
  await chmod(file, 0o600);
  const read = secretsSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (read.success) return read.data;
  throw new Error(
    `${file} is damaged; restore it from a backup (credentials in the vault cannot be opened without).`,
  );
}

/** Puts other vault keys in the place of those of the folder; the next start reads them. */
export async function writeVaultKeys(
  folder: string,
  keys: Pick<Secrets, 'vaultKey' | 'oldVaultKeys'>,
): Promise<void> {
  const file = path.join(folder, 'secrets.json');
  const changed = { ...(await readSecrets(folder)), ...keys };
  await writeFile(`${file}.new`, JSON.stringify(changed, null, 2), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}
