import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './settings.ts';

/** Runs a file of `bench/` that exports `run`, which prints its figures and sets exit code 1 when one does not hold. */
export async function bench([name, ...flags]: string[]): Promise<void> {
  const folder = path.join(root, 'bench');
  const helpers = ['report', 'sandbox-market'];
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .filter((file) => !helpers.includes(file));
  const unknown = flags.filter((flag) => flag !== '--json');
  if (!name || !names.includes(name) || unknown.length > 0) {
    throw new Error(`Usage: npm run bench -- <name> [--json], where <name> is one of ${names.join(', ')}.`);
  }
  const { run } = (await import(pathToFileURL(path.join(folder, `${name}.ts`)).href)) as {
    run: (options: { json: boolean }) => Promise<void>;
  };
  await run({ json: flags.includes('--json') });
}
