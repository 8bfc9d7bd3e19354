import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { VaultKey } from './vault.ts';

/** Marks a text that leaves our hands, so that it is known as ours when it comes back: `<key version>.<HMAC-SHA256>`. */
export function sign(vaultKey: VaultKey, text: string): string {
  return `${vaultKey.current}.${mac(vaultKey, vaultKey.current, text)!.toString('base64url')}`;
}

/** True when the text is word for word one that `sign` marked with this vault key. */
export function isSigned(vaultKey: VaultKey, text: string, signature: unknown): boolean {
  if (typeof signature !== 'string') return false;
  const [version, given = ''] = signature.split('.');
  const expected = mac(vaultKey, Number(version), text);
  const bytes = Buffer.from(given, 'base64url');
  return expected !== null && bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** null: there is no such version of the key. Credentials and signatures have keys of their own. */
function mac(vaultKey: VaultKey, version: number, text: string): Buffer | null {
  const key = vaultKey.keys.get(version);
  if (!key) return null;
  const derived = hkdfSync('sha256', key, '', 'aegis signature', 32);
  return createHmac('sha256', Buffer.from(derived)).update(text).digest();
}
