import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { keyOf, VaultError, type VaultKey } from './vault-key.ts';

/*
 * Envelope: format (1) · key version (4) · wrapped data key (12 nonce + 32 + 16 tag) · text (12 nonce + n + 16 tag).
 * AES-256-GCM twice. The data key is fresh for each text, and rotation wraps it anew without seeing the text. `where`
 * names the one place where the envelope opens; it is bound as associated data.
 */
const FORMAT = 1;
const HEADER = 5;
const NONCE = 12;
const TAG = 16;
const WRAPPED = NONCE + 32 + TAG;

export function seal(vaultKey: VaultKey, where: string, text: string): Buffer {
  const dataKey = randomBytes(32);
  const sealed = encrypt(createSecretKey(dataKey), where, Buffer.from(text, 'utf8'));
  return Buffer.concat([wrap(vaultKey, where, dataKey), sealed]);
}

/** Throws VaultError when it does not open: another key, another place, or changed bytes. */
export function open(vaultKey: VaultKey, where: string, sealed: Buffer): string {
  const dataKey = unwrap(vaultKey, where, sealed);
  return opening(() => decrypt(createSecretKey(dataKey), where, sealed.subarray(HEADER + WRAPPED))).toString(
    'utf8',
  );
}

/** The same envelope under the current key; the text inside stays closed. Throws VaultError like `open`. */
export function rewrap(vaultKey: VaultKey, where: string, sealed: Buffer): Buffer {
  const dataKey = unwrap(vaultKey, where, sealed);
  return Buffer.concat([wrap(vaultKey, where, dataKey), sealed.subarray(HEADER + WRAPPED)]);
}

/** True when the current key has sealed it. */
export const isCurrent = (vaultKey: VaultKey, sealed: Buffer) =>
  sealed.length >= HEADER && sealed.readUInt32BE(1) === vaultKey.current;

/** The same; null: it does not open. */
export function tryRewrap(vaultKey: VaultKey, where: string, sealed: Buffer): Buffer | null {
  try {
    return rewrap(vaultKey, where, sealed);
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}

function wrap(vaultKey: VaultKey, where: string, dataKey: Buffer): Buffer {
  const { current } = vaultKey;
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(FORMAT, 0);
  header.writeUInt32BE(current, 1);
  return Buffer.concat([header, encrypt(keyOf(vaultKey, current), `${where}|${current}`, dataKey)]);
}

function unwrap(vaultKey: VaultKey, where: string, sealed: Buffer): Buffer {
  if (sealed.length < HEADER + WRAPPED + NONCE + TAG || sealed.readUInt8(0) !== FORMAT) {
    throw new VaultError('What is stored has no known format.');
  }
  const version = sealed.readUInt32BE(1);
  const key = keyOf(vaultKey, version);
  return opening(() => decrypt(key, `${where}|${version}`, sealed.subarray(HEADER, HEADER + WRAPPED)));
}

function opening(work: () => Buffer): Buffer {
  try {
    return work();
  } catch {
    throw new VaultError(
      'What is stored does not open with the vault key. Check AEGIS_VAULT_KEY, or connect the account again.',
    );
  }
}

function encrypt(key: KeyObject, where: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(where, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, where: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(where, 'utf8'))
    .setAuthTag(sealed.subarray(-TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
}
