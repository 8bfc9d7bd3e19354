import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { open, rewrap, seal } from './envelope.ts';
import { isGuessable, readVaultKey, VaultError } from './vault-key.ts';

/** Spec E10: versions of the vault key. */
const word = () => randomBytes(32).toString('base64');

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof VaultError) return error.message;
  }
  throw new Error('It was not refused.');
}

test('a key is version 1 unless it says another, and old keys stand beside it', () => {
  expect(readVaultKey(word()).current).toBe(1);
  const ring = readVaultKey(`3:${word()}`, ` 1:${word()},\n2:${word()}, `);
  expect(ring.current).toBe(3);
  expect([...ring.keys.keys()].sort()).toEqual([1, 2, 3]);
});

test('two keys of one version, or anything but 32 bytes, are refused, and the message holds no key', () => {
  const [one, two] = [word(), word()];
  for (const [current, others] of [
    [one, two],
    [`2:${one}`, `2:${two}`],
    ['c2hvcnQ=', ''],
    [`0:${one}`, ''],
    [`x:${one}`, ''],
    [`${one},${two}`, ''],
    [one, '2:c2hvcnQ='],
  ] as const) {
    const said = messageOf(() => readVaultKey(current, others));
    for (const secret of [one, two, 'c2hvcnQ']) expect(said).not.toContain(secret);
  }
});

test('a key that nobody drew at random is known as one', () => {
  const guessable = (bytes: Buffer) => isGuessable(readVaultKey(bytes.toString('base64')).keys.get(1)!);
  expect(guessable(Buffer.alloc(32))).toBe(true);
  expect(guessable(Buffer.alloc(32, 7))).toBe(true);
  expect(guessable(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))).toBe(true);
  expect(guessable(Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - i)))).toBe(true);
  expect(guessable(Buffer.from('example-key-do-not-use-it-please'))).toBe(true);
  expect(guessable(Buffer.from('changeme'.repeat(4)))).toBe(true);
  for (let i = 0; i < 1_000; i++) expect(guessable(randomBytes(32))).toBe(false);
});

test('an envelope opens under the version that sealed it, and after rewrapping under the new one only', () => {
  const [one, two] = [word(), word()];
  const [old, both, fresh] = [readVaultKey(one), readVaultKey(`2:${two}`, one), readVaultKey(`2:${two}`)];
  const sealed = seal(old, 'here', 'secret');
  expect(open(both, 'here', sealed)).toBe('secret');
  expect(() => open(fresh, 'here', sealed)).toThrow('Version 1 of the vault key is missing');
  const rewrapped = rewrap(both, 'here', sealed);
  expect(open(fresh, 'here', rewrapped)).toBe('secret');
  expect(() => open(old, 'here', rewrapped)).toThrow('Version 2 of the vault key is missing');
  expect(() => open(both, 'there', rewrapped)).toThrow(VaultError);
  expect(() => rewrap(both, 'there', sealed)).toThrow(VaultError);
});
