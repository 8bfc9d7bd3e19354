import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { readVaultKey } from '../db/vault-key.ts';
import { CodecError, dataConverter, payloadCodec } from './codec.ts';

/** Spec E10, E13: what Temporal stores is sealed once there is a key. */
const word = () => randomBytes(32).toString('base64');
const [one, two] = [word(), word()];
const codec = payloadCodec(readVaultKey(one));
const value = { tenantId: 'a tenant', text: 'a secret word' };
const payload = () => defaultPayloadConverter.toPayload(value);
const valueOf = (given: Payload) => defaultPayloadConverter.fromPayload(given);

test('a payload is sealed, each time anew, and opens as it was', async () => {
  const [first, second] = await codec.encode([payload(), payload()]);
  const [firstBytes, secondBytes] = [first!, second!].map(({ data }) =>
    Buffer.from(data!).toString('latin1'),
  );
  expect(firstBytes).not.toContain('secret');
  expect(firstBytes).not.toBe(secondBytes);
  expect(Buffer.from(first!.metadata!.encoding!).toString()).toBe('binary/encrypted');
  const opened = await codec.decode([first!, second!]);
  expect(opened.map(valueOf)).toEqual([value, value]);
});

test('what was stored before there was a key is read as it is', async () => {
  expect((await codec.decode([payload()])).map(valueOf)).toEqual([value]);
  expect(dataConverter(null)).toBeUndefined();
});

test('an old key opens what it has sealed, and a missing or wrong one is said', async () => {
  const sealed = await codec.encode([payload()]);
  const rotated = payloadCodec(readVaultKey(`2:${two}`, one));
  expect((await rotated.decode(sealed)).map(valueOf)).toEqual([value]);
  await expect(payloadCodec(readVaultKey(`2:${two}`)).decode(sealed)).rejects.toThrow(/Version 1 .* missing/);
  await expect(payloadCodec(readVaultKey(two)).decode(sealed)).rejects.toThrow(CodecError);
});

test('changed bytes, or another version written beside them, do not open', async () => {
  const both = payloadCodec(readVaultKey(one, `2:${one}`));
  const [sealed] = await both.encode([payload()]);
  const data = Buffer.from(sealed!.data!);
  data[20]! ^= 1;
  await expect(both.decode([{ ...sealed, data }])).rejects.toThrow(CodecError);
  const metadata = { ...sealed!.metadata, 'aegis-key-version': Buffer.from('2') };
  await expect(both.decode([{ ...sealed, metadata }])).rejects.toThrow(CodecError);
  await expect(both.decode([{ ...sealed, data: Buffer.alloc(3) }])).rejects.toThrow(CodecError);
});
