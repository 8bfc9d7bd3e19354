import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isSigned, sign } from './signature.ts';
import { readVaultKey } from './vault.ts';

const newKey = () => readVaultKey(randomBytes(32).toString('base64'));
const key = newKey();
const signature = sign(key, 'text');

test('what we have signed is known again, also after the key was rotated', () => {
  expect(isSigned(key, 'text', signature)).toBe(true);
  const rotated = { current: 2, keys: new Map([...key.keys, [2, newKey().keys.get(1)!]]) };
  expect(isSigned(rotated, 'text', signature)).toBe(true);
  expect(isSigned(rotated, 'text', sign(rotated, 'text'))).toBe(true);
  expect(isSigned(key, 'text', sign(rotated, 'text'))).toBe(false);
});

test.each([
  ['another text', 'texts', signature],
  ['another key', 'text', sign(newKey(), 'text')],
  ['a changed signature', 'text', `1.${signature[2] === 'A' ? 'B' : 'A'}${signature.slice(3)}`],
  ['a shortened signature', 'text', signature.slice(0, -4)],
  ['an unknown version', 'text', signature.replace('1.', '9.')],
  ['no version', 'text', signature.slice(2)],
  ['an empty signature', 'text', ''],
  ['no signature', 'text', undefined],
  ['something else', 'text', { toString: () => signature }],
])('%s is not', (_, text, given) => {
  expect(isSigned(key, text, given)).toBe(false);
});
