import { createSecretKey, type KeyObject } from 'node:crypto';

/** Keys of 32 bytes by version. What is new is sealed with `current`; the others still open theirs. */
export interface VaultKey {
  current: number;
  keys: ReadonlyMap<number, KeyObject>;
}

/** Something sealed does not open, or the keys themselves cannot be used. Says what to do, and no secret. */
export class VaultError extends Error {
  readonly code = 'vault-sealed';
  constructor(message: string) {
    super(message);
    this.name = 'VaultError';
  }
}

/**
 * Reads a key as configured, 32 bytes in base64, and the others that still open what they have sealed, by comma. A key
 * says its version before a colon, as in `2:<base64>`; without one it is version 1. Throws VaultError.
 */
export function readVaultKey(current: string, others = ''): VaultKey {
  const all = [current, ...others.split(',').filter((text) => text.trim() !== '')].map(readOne);
  const keys = new Map(all);
  if (keys.size < all.length) {
    throw new VaultError('Two keys have the same version; write each with its own, as in 2:<base64>.');
  }
  return { current: all[0]![0], keys };
}

function readOne(text: string): [number, KeyObject] {
  const [, version = '1', base64 = ''] =
    /^\s*(?:([1-9]\d{0,8}):)?([A-Za-z0-9+/]*={0,2})\s*$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32) {
    throw new VaultError('A key must be 32 bytes in base64, with its version before a colon or without.');
  }
  return [Number(version), createSecretKey(bytes)];
}

/**
 * True for a key that nobody drew at random: words, a byte repeated, bytes that count up; an example, then. A random key
 * is taken for one less than once in 10^13.
 */
export function isGuessable(key: KeyObject): boolean {
  const bytes = [...key.export()];
  const words = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  const steps = new Set(bytes.slice(1).map((byte, i) => (byte - bytes[i]! + 256) % 256));
  return words || steps.size === 1 || new Set(bytes).size < 16;
}

/** The key of a version. Throws VaultError when it is not configured. */
export function keyOf(vaultKey: VaultKey, version: number): KeyObject {
  const key = vaultKey.keys.get(version);
  if (!key) throw new VaultError(`Version ${version} of the vault key is missing.`);
  return key;
}
