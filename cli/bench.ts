import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './settings.ts';

/** Runs `bench/<name>.ts`, which reads its own flags and sets the exit code: 1 when a figure does not hold. */
export async function bench([name, ...flags]: string[]): Promise<void> {
  const folder = path.join(root, 'bench');
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3));
  if (!name || !names.includes(name)) {
    throw new Error(`Usage: npm run bench -- <name> [--json], where <name> is one of ${names.join(', ')}.`);
  }
  const file = path.join(folder, `${name}.ts`);
  process.argv = [process.execPath, file, ...flags];
  await import(pathToFileURL(file).href);
}
