import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTemporal, getTemporal, isNewEnough } from './binary.ts';

let room: string;
beforeEach(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'aegis-binary-'));
});
afterEach(() => rm(room, { recursive: true, force: true }));

/** A `temporal` that knows its version and nothing else. */
async function program(folder: string, server: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'temporal');
  await writeFile(file, `#!/bin/sh\necho "temporal version 1.9.1 (Server ${server}, UI 2.54.1)"\n`, {
    mode: 0o755,
  });
  return file;
}

describe('finding a Temporal server', () => {
  test.each([
    ['1.29.1', true],
    ['1.29.0', false],
    ['1.9.9', false],
    ['1.32.0-rc.1', true],
    ['2.0.0', true],
  ])('version %s: new enough is %s', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });

  test('takes the first one on PATH that is new enough', async () => {
    await program(path.join(room, 'old'), '1.28.0');
    const file = await program(path.join(room, 'new'), '1.30.0');
    const found = await findTemporal({ PATH: `${room}/old:${room}/new`, HOME: room });
    expect(found.usable).toEqual({ file, server: '1.30.0', from: 'path' });
  });

  test('passes over one that is too old for the copy in the cache', async () => {
    await program(path.join(room, 'old'), '1.28.0');
    const file = await program(path.join(room, 'cache/aegis/temporal-1.9.1'), '1.32.0');
    const found = await findTemporal({ PATH: `${room}/old`, XDG_CACHE_HOME: `${room}/cache` });
    expect(found).toEqual({ usable: { file, server: '1.32.0', from: 'cache' }, tooOld: '1.28.0' });
  });

  test('a cache that cannot be written is one sentence with the remedy', async () => {
    await writeFile(path.join(room, 'file'), '');
    const env = { PATH: '', XDG_CACHE_HOME: path.join(room, 'file') };
    await expect(getTemporal({ env, say: () => {} })).rejects.toThrow(/cannot be written.*XDG_CACHE_HOME/);
  });
});
