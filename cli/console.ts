import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './settings.ts';

const run = promisify(execFile);
const built = path.join(root, 'web', 'dist');

/** Builds the console when its sources are not those of the last build. True when it did. */
export async function buildConsole(say: (text: string) => void, signal: AbortSignal): Promise<boolean> {
  const stamp = path.join(built, '.sources');
  const sources = await hashSources();
  const last = await readFile(stamp, 'utf8').catch(() => null);
  if (last === sources) return false;
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) {
    if (last !== null) return false; // production: built with the image, Vite left out
    throw new Error('The console is not built and Vite is not installed; run `npm ci`.');
  }
  say('Building the console');
  try {
    await run(process.execPath, [vite, 'build', 'web', '--logLevel', 'error'], { cwd: root, signal });
  } catch (error) {
    signal.throwIfAborted();
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`Building the console failed: ${(stderr || message).trim()}`, { cause: error });
  }
  await writeFile(stamp, sources);
  return true;
}

/** `npm run build`. */
export async function buildCommand(): Promise<void> {
  const built = await buildConsole(console.log, new AbortController().signal);
  if (!built) console.log('The console is built already.');
}

/** Of everything that ends in the bundle. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(path.join(root, 'package-lock.json')));
  const files: string[] = [];
  for await (const file of glob(['web/**', 'contracts/**', 'domain/**'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'dist' || entry.name.includes('.test.'),
  })) {
    if (file.isFile()) files.push(path.join(file.parentPath, file.name));
  }
  for (const file of files.sort()) hash.update(path.relative(root, file)).update(await readFile(file));
  return hash.digest('hex');
}
