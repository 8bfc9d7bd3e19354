import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/*
 * A secret that says which tenant and which row it belongs to, so that it is looked up inside its tenant like everything
 * else: tenant (16 bytes), row (16), secret (32), in base64url. Only the hash of the secret is stored.
 */
const ID = 16;
const SECRET = 32;

export interface TenantToken {
  tenantId: string;
  id: string;
  /** SHA-256 of the secret. */
  hash: Buffer;
}

/** A new token for a row. It is given out once and stored nowhere; `hash` is stored. */
export function newTenantToken(tenantId: string, id: string): { token: string; hash: Buffer } {
  const secret = randomBytes(SECRET);
  const token = Buffer.concat([bytesOf(tenantId), bytesOf(id), secret]).toString('base64url');
  return { token, hash: digest(secret) };
}

/** What a token claims; null: it is no token of ours. The claim holds once `isToken` says so. */
export function readTenantToken(token: string): TenantToken | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 2 * ID + SECRET || bytes.toString('base64url') !== token) return null;
  return {
    tenantId: uuidOf(bytes.subarray(0, ID)),
    id: uuidOf(bytes.subarray(ID, 2 * ID)),
    hash: digest(bytes.subarray(2 * ID)),
  };
}

/** Whether the token is the one whose hash is stored; takes as long either way. */
export const isToken = ({ hash }: TenantToken, stored: Buffer): boolean => timingSafeEqual(hash, stored);

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
