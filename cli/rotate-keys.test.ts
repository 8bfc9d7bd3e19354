import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readVaultKey } from '../db/vault-key.ts';
import { rotateKeysCommand } from './rotate-keys.ts';

/** Spec E10: a new vault key for `npm start`; the rotation itself is tests/proofs/rotation.test.ts. */
let folder: string;
const { AEGIS_DATA, AEGIS_VAULT_KEY } = process.env;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aegis-keys-'));
  process.env.AEGIS_DATA = folder;
  delete process.env.AEGIS_VAULT_KEY;
});
afterEach(async () => {
  restore('AEGIS_DATA', AEGIS_DATA);
  restore('AEGIS_VAULT_KEY', AEGIS_VAULT_KEY);
  await rm(folder, { recursive: true });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

async function secrets() {
  const text = await readFile(path.join(folder, 'secrets.json'), 'utf8');
  return JSON.parse(text) as { vaultKey: string; oldVaultKeys?: string; demoPassword: string };
}

test('--new-key puts the next version in front and keeps the others, and prints none of them', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation(() => {});
  await rotateKeysCommand(['--new-key']);
  const first = await secrets();
  await rotateKeysCommand(['--new-key']);
  const second = await secrets();
  expect(readVaultKey(first.vaultKey, first.oldVaultKeys)).toMatchObject({ current: 2 });
  const ring = readVaultKey(second.vaultKey, second.oldVaultKeys);
  expect(ring.current).toBe(3);
  expect([...ring.keys.keys()].sort()).toEqual([1, 2, 3]);
  expect(second.oldVaultKeys).toBe(`${first.vaultKey},${first.oldVaultKeys}`);
  expect(second.demoPassword).toBe(first.demoPassword);
  expect((await stat(path.join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  expect(said.mock.calls.flat().join('\n')).not.toContain(second.vaultKey.slice(2));
  said.mockRestore();
});

test('says what to do where AEGIS does not run, and where the key is the caller’s', async () => {
  await expect(rotateKeysCommand([])).rejects.toThrow(/does not run on .*AEGIS_VAULT_KEY/);
  process.env.AEGIS_VAULT_KEY = 'x';
  await expect(rotateKeysCommand(['--new-key'])).rejects.toThrow(/AEGIS_VAULT_OLD_KEYS, restart/);
  await expect(rotateKeysCommand(['--all'])).rejects.toThrow(/Usage/);
});
