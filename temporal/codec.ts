import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { VaultKey } from '../db/vault-key.ts';

const { Payload: message } = proto.temporal.api.common.v1;
const ENCODING = 'binary/encrypted';
const VERSION = 'aegis-key-version';
const NONCE = 12;
const TAG = 16;

/** A payload of Temporal cannot be read: its key is missing, or it was changed. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  readonly code = 'payload-sealed';
}

/** What client, worker and workflows are given; undefined without a key: payloads then travel as they are. */
export function dataConverter(key: VaultKey | null | undefined): DataConverter | undefined {
  return key ? { payloadCodecs: [payloadCodec(key)], failureConverterPath } : undefined;
}

export const failureConverterPath = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url));

/**
 * Seals what Temporal stores with AES-256-GCM: arguments, results, memos, summaries, messages of failures. What was stored
 * before there was a key is still read. A payload: nonce (12), the sealed payload, tag (16); the key's version beside it.
 */
export function payloadCodec(key: VaultKey): PayloadCodec {
  return {
    encode: (payloads) => Promise.resolve(payloads.map((payload) => seal(key, payload))),
    decode: async (payloads) => payloads.map((payload) => open(key, payload)),
  };
}

const place = (version: string) => Buffer.from(`aegis payload|${version}`, 'utf8');

function seal({ current, keys }: VaultKey, payload: Payload): Payload {
  const version = String(current);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keys.get(current)!, nonce).setAAD(place(version));
  const sealed = [cipher.update(message.encode(payload).finish()), cipher.final()];
  return {
    metadata: { encoding: Buffer.from(ENCODING), [VERSION]: Buffer.from(version) },
    data: Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]),
  };
}

function open({ keys }: VaultKey, payload: Payload): Payload {
  const { metadata, data } = payload;
  if (text(metadata?.encoding) !== ENCODING) return payload;
  const version = text(metadata?.[VERSION]);
  const key = keys.get(Number(version));
  if (!key)
    throw new CodecError(
      `Version ${Number(version)} of the payload key is missing; see AEGIS_PAYLOAD_OLD_KEYS.`,
    );
  const sealed = Buffer.from(data ?? []);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(place(version))
      .setAuthTag(sealed.subarray(-TAG));
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    return message.decode(plain);
  } catch {
    throw new CodecError('A payload does not open with the payload key; check AEGIS_PAYLOAD_KEY.');
  }
}

const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('utf8');
