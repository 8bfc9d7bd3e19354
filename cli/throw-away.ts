import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresHome } from '../db/embedded.ts';
import { freePort } from './ports.ts';
import type { Settings } from './settings.ts';

/** Gives `work` settings with a new data folder and free ports, and removes the folder afterwards. */
export async function inThrowAwayFolder(name: string, work: (settings: Settings) => Promise<void>) {
  const dataFolder = await mkdtemp(path.join(tmpdir(), `aegis-${name}-`));
  const home = await postgresHome(dataFolder);
  try {
    await work({ dataFolder, ports: await freePorts(), databaseUrl: null, temporalAddress: null });
  } finally {
    await rm(home, { recursive: true, force: true });
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function freePorts(): Promise<Settings['ports']> {
  const names = ['api', 'postgres', 'temporal', 'temporalUi', 'sandbox'] as const;
  const found = await Promise.all(names.map(async (name) => [name, await freePort()] as const));
  return Object.fromEntries(found) as Settings['ports'];
}
