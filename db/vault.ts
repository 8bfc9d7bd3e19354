import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomBytes,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { sql } from 'kysely';
import type { Platform } from '../contracts/platforms.ts';
import type { Credential } from '../connectors/types.ts';
import type { TenantTransaction } from './tenant.ts';

/** The keys that wrap credentials, by version. New credentials use `current`; older versions still open theirs. */
export interface VaultKey {
  current: number;
  keys: ReadonlyMap<number, KeyObject>;
}

/** Whose credential is meant. Both are bound into the ciphertext, so it opens nowhere else. */
export interface CredentialOwner {
  connectionId: string;
  platform: Platform;
}

/** A stored credential does not open: another key, or a row that was changed or moved. */
export class VaultError extends Error {
  readonly code = 'vault-sealed';
  constructor(message: string) {
    super(message);
    this.name = 'VaultError';
  }
}

/** Reads AEGIS_VAULT_KEY: 32 bytes in base64. */
export function readVaultKey(base64: string): VaultKey {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32) throw new VaultError('The vault key must be 32 bytes in base64.');
  return { current: 1, keys: new Map([[1, createSecretKey(bytes)]]) };
}

/** Stores a connection's credential, replacing the one before. */
export async function putCredential(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  owner: CredentialOwner & { credential: Credential },
): Promise<void> {
  // A second round only when another transaction stored the connection's first credential meanwhile.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const stored = await tx
      .selectFrom('credentials')
      .select('id')
      .where('connection_id', '=', owner.connectionId)
      .executeTakeFirst();
    const id = stored?.id ?? randomUUID();
    const sealed = seal(vaultKey, place(tx, owner, id), JSON.stringify(owner.credential));
    const { rows } = await sql<{ put: boolean }>`
      select vault_put(${id}, ${owner.connectionId}, ${sealed}, ${vaultKey.current}, ${owner.credential.expiresAt}) as put
    `.execute(tx);
    if (rows[0]?.put) return;
  }
  throw new VaultError('The credential is being stored by someone else; try again.');
}

/**
 * Opens a connection's credential, or null when it has none. The read is audited, so the transaction must not be
 * read-only. Throws VaultError when it does not open.
 */
export async function getCredential(
  tx: TenantTransaction,
  vaultKey: VaultKey,
  owner: CredentialOwner,
): Promise<Credential | null> {
  const { rows } = await sql<{ id: string; inner_sealed: Buffer }>`
    select id, inner_sealed from vault_get(${owner.connectionId})
  `.execute(tx);
  const row = rows[0];
  if (!row) return null;
  const opened = JSON.parse(open(vaultKey, place(tx, owner, row.id), row.inner_sealed)) as Credential & {
    expiresAt: string | null;
  };
  return { ...opened, expiresAt: opened.expiresAt === null ? null : new Date(opened.expiresAt) };
}

function place(tx: TenantTransaction, owner: CredentialOwner, id: string): string {
  return `${tx.tenantId}|${owner.platform}|${id}`;
}

// Envelope: format (1) · key version (4) · wrapped data key (12 nonce + 32 + 16 tag) · text (12 nonce + n + 16 tag).
// The data key is fresh for each write; rotation re-wraps it and never sees the text.
const FORMAT = 1;
const HEADER = 5;
const NONCE = 12;
const TAG = 16;
const WRAPPED = NONCE + 32 + TAG;

function seal(vaultKey: VaultKey, where: string, text: string): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(FORMAT, 0);
  header.writeUInt32BE(vaultKey.current, 1);
  const dataKey = randomBytes(32);
  const wrapped = encrypt(keyOf(vaultKey, vaultKey.current), `${where}|${vaultKey.current}`, dataKey);
  return Buffer.concat([
    header,
    wrapped,
    encrypt(createSecretKey(dataKey), where, Buffer.from(text, 'utf8')),
  ]);
}

function open(vaultKey: VaultKey, where: string, sealed: Buffer): string {
  if (sealed.length < HEADER + WRAPPED + NONCE + TAG || sealed.readUInt8(0) !== FORMAT) {
    throw new VaultError('The stored credential has no known format.');
  }
  const version = sealed.readUInt32BE(1);
  const wrapped = sealed.subarray(HEADER, HEADER + WRAPPED);
  try {
    const dataKey = createSecretKey(decrypt(keyOf(vaultKey, version), `${where}|${version}`, wrapped));
    return decrypt(dataKey, where, sealed.subarray(HEADER + WRAPPED)).toString('utf8');
  } catch (error) {
    if (error instanceof VaultError) throw error;
    throw new VaultError(
      'The stored credential does not open with the vault key. Check AEGIS_VAULT_KEY, or connect the account again.',
    );
  }
}

function keyOf(vaultKey: VaultKey, version: number): KeyObject {
  const key = vaultKey.keys.get(version);
  if (!key) throw new VaultError(`Version ${version} of the vault key is missing.`);
  return key;
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
