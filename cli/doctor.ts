import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { readApiConfig } from '../api/config.ts';
import { findBinaries } from '../db/embedded.ts';
import { findTemporal, oldestServer } from '../temporal/binary.ts';
import { checkServer } from '../temporal/server.ts';
import { readWorkerConfig } from '../workers/config.ts';
import { checkDatabase } from './database.ts';
import { isRunning } from './data-folder.ts';
import { requireFreePort } from './ports.ts';
import { portVariables, readSettings, root, type Settings } from './settings.ts';

/** `no` stops `npm start`; `note` does not. */
interface Finding {
  state: 'ok' | 'note' | 'no';
  what: string;
  text: string;
}

/** Says what is there, what is missing and what to do; changes nothing. Exit code 1 when `npm start` would fail. */
export async function doctor(): Promise<void> {
  const settings = readSettings(process.env);
  const running = await isRunning(settings.dataFolder);
  const findings: Finding[] = [
    { state: 'ok', what: 'Node', text: process.versions.node },
    await dataFolder(settings, running),
    await postgres(settings),
    await temporal(settings),
    ...(running ? [] : await ports(settings)),
    ...configuration(),
    await console_(),
    chromium(),
  ];
  for (const { state, what, text } of findings) {
    console.log(`${{ ok: '✓', note: '·', no: '✗' }[state]} ${what.padEnd(14)}${text}`);
  }
  if (findings.some(({ state }) => state === 'no')) process.exitCode = 1;
}

async function dataFolder({ dataFolder }: Settings, running: boolean): Promise<Finding> {
  const what = 'Data folder';
  if (running) return { state: 'ok', what, text: `${dataFolder}, AEGIS is running on it` };
  let existing = dataFolder;
  while (!(await stat(existing).catch(() => null))) existing = path.dirname(existing);
  try {
    await access(existing, constants.W_OK);
    const fresh = existing === dataFolder ? '' : ', will be created at the first start';
    return { state: 'ok', what, text: `${dataFolder}${fresh}` };
  } catch {
    const text = `${dataFolder} cannot be written; make ${existing} writable or set AEGIS_DATA.`;
    return { state: 'no', what, text };
  }
}

async function postgres({ databaseUrl }: Settings): Promise<Finding> {
  const what = 'PostgreSQL';
  if (databaseUrl) {
    return checkDatabase(databaseUrl).then(
      (): Finding => ({ state: 'ok', what, text: `yours, ${new URL(databaseUrl).host} (DATABASE_URL)` }),
      (error: Error): Finding => ({ state: 'no', what, text: error.message }),
    );
  }
  try {
    const folder = findBinaries();
    const { stdout, status } = spawnSync(path.join(folder, 'bin', 'postgres'), ['--version'], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error('The embedded PostgreSQL does not run here; run `npm ci` again.');
    return { state: 'ok', what, text: `embedded, ${stdout.trim()}` };
  } catch (error) {
    return { state: 'no', what, text: (error as Error).message };
  }
}

async function temporal({ temporalAddress }: Settings): Promise<Finding> {
  const what = 'Temporal';
  if (temporalAddress) {
    return checkServer(temporalAddress).then(
      (): Finding => ({ state: 'ok', what, text: `yours, ${temporalAddress} (TEMPORAL_ADDRESS)` }),
      (error: Error): Finding => ({ state: 'no', what, text: error.message }),
    );
  }
  const { usable, tooOld } = await findTemporal(process.env);
  if (usable) return { state: 'ok', what, text: `server ${usable.server}, ${usable.file}` };
  const old = tooOld
    ? `the one on PATH is too old (server ${tooOld}, needed is ${oldestServer}); `
    : 'not here yet; ';
  return { state: 'note', what, text: `${old}the first start fetches it (45 MB, needs the network once)` };
}

async function ports({ ports, databaseUrl, temporalAddress }: Settings): Promise<Finding[]> {
  const needed = Object.entries(portVariables).filter(
    ([name]) =>
      !(databaseUrl && name === 'postgres') &&
      !(temporalAddress && (name === 'temporal' || name === 'temporalUi')),
  ) as [keyof Settings['ports'], string][];
  const findings: Finding[] = [];
  for (const [name, variable] of needed) {
    await requireFreePort(ports[name], `the ${name}`, variable).catch((error: Error) =>
      findings.push({ state: 'no', what: 'Port', text: error.message }),
    );
  }
  if (findings.length > 0) return findings;
  return [{ state: 'ok', what: 'Ports', text: `${needed.map(([name]) => ports[name]).join(', ')} are free` }];
}

/** The variables that `npm start` passes on; what it sets itself stands in for them. */
function configuration(): Finding[] {
  const env = {
    ...process.env,
    DATABASE_URL: 'postgres://stands-in',
    DISPATCH_DATABASE_URL: 'postgres://stands-in',
    TEMPORAL_ADDRESS: 'stands-in',
    AEGIS_VAULT_KEY: process.env.AEGIS_VAULT_KEY || randomBytes(32).toString('base64'),
  };
  try {
    const { meta } = readApiConfig(env);
    const { anthropic, openaiCompatible } = readWorkerConfig(env).models;
    const model = anthropic
      ? 'Anthropic'
      : openaiCompatible
        ? openaiCompatible.model
        : 'none: texts come from templates';
    return [
      {
        state: 'note',
        what: 'Meta',
        text: meta.live
          ? 'your app and the sandbox'
          : 'the sandbox only; set META_APP_ID and META_APP_SECRET',
      },
      { state: 'note', what: 'Model', text: model },
    ];
  } catch (error) {
    return [{ state: 'no', what: 'Configuration', text: (error as Error).message }];
  }
}

async function console_(): Promise<Finding> {
  const built = await access(path.join(root, 'web', 'dist', 'index.html')).then(
    () => true,
    () => false,
  );
  const text = built ? 'built; rebuilt when its sources change' : 'not built yet; the first start builds it';
  return { state: built ? 'ok' : 'note', what: 'Console', text };
}

function chromium(): Finding {
  const found = ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  const text = found ? `${found}, for the browser tests` : 'not found; only the browser tests need it';
  return { state: found ? 'ok' : 'note', what: 'Chromium', text };
}
