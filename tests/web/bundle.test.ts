import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

interface Chunk {
  file: string;
  src?: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
const KB = 1000;
const root = path.join(import.meta.dirname, '..', '..');

let folder: string;
let chunks: Record<string, Chunk>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aegis-bundle-'));
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const options = ['build', 'web', '--outDir', folder, '--manifest', 'manifest.json', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...options], {
    cwd: root,
    // Jest's NODE_ENV would build React for development.
    env: { NODE_ENV: 'production' },
  });
  chunks = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as typeof chunks;
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The chunk and everything it cannot start without. */
function needed(key: string, found = new Set<string>()): Set<string> {
  if (found.has(key)) return found;
  found.add(key);
  for (const next of chunks[key]?.imports ?? []) needed(next, found);
  return found;
}

const gzipped = async (file: string) => gzipSync(await readFile(path.join(folder, file))).length;

async function scripts(keys: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...keys].map((key) => gzipped(chunks[key]!.file)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const entry = () => Object.keys(chunks).find((key) => chunks[key]!.isEntry)!;
const charts = () => Object.keys(chunks).find((key) => key.endsWith('components/chart-plot.tsx'))!;
const pages = () => (chunks[entry()]!.dynamicImports ?? []).filter((key) => key.includes('src/features/'));

describe('the console’s weight (C9, Must show 9)', () => {
  test('the entry with all it needs is at most 200 kB gzipped, styles at most 25 kB', async () => {
    expect(await scripts(needed(entry()))).toBeLessThanOrEqual(200 * KB);
    const styles = await Promise.all((chunks[entry()]!.css ?? []).map(gzipped));
    expect(styles.length).toBeGreaterThan(0);
    expect(styles.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(25 * KB);
  });

  test('the chart library loads apart: neither the entry nor a page needs it to start', () => {
    expect(charts()).toBeDefined();
    for (const start of [entry(), ...pages()]) expect([...needed(start)]).not.toContain(charts());
  });

  test('every page loads lazily and, with charts where it draws some, stays within 340 kB gzipped', async () => {
    expect(pages().length).toBeGreaterThanOrEqual(8);
    for (const page of pages()) {
      const drawn = [...needed(page)].some((key) => chunks[key]!.dynamicImports?.includes(charts()));
      const all = new Set([...needed(entry()), ...needed(page), ...(drawn ? needed(charts()) : [])]);
      expect([page, (await scripts(all)) <= 340 * KB]).toEqual([page, true]);
    }
  });
});
