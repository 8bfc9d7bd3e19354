import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** A recorded history as it would be with a payload key: every payload sealed, every failure's words among them. */
export async function sealHistory(codec: PayloadCodec, history: unknown): Promise<unknown> {
  return walk(history as Json);

  async function walk(value: Json): Promise<Json> {
    if (Array.isArray(value)) return Promise.all(value.map(walk));
    if (value === null || typeof value !== 'object') return value;
    if (isPayload(value)) return toJson(await seal(fromJson(value)));
    const entries = await Promise.all(
      Object.entries(value).map(async ([key, inner]) => {
        // The server finds runs by search attributes, and the SDK's core reads its own notes in markers.
        const plain = key === 'searchAttributes' || key === 'upsertedSearchAttributes';
        return [key, plain ? inner : key === 'details' && 'markerName' in value ? await marker(inner) : await walk(inner)] as const; // prettier-ignore
      }),
    );
    const walked: JsonObject = Object.fromEntries(entries);
    return isFailure(value) ? sealFailure(walked) : walked;
  }

  async function marker(details: Json): Promise<Json> {
    const { data, ...rest } = details as JsonObject;
    return { ...((await walk(rest)) as JsonObject), ...(data === undefined ? {} : { data }) };
  }

  async function sealFailure(failure: JsonObject): Promise<Json> {
    const { message, stackTrace = '' } = failure;
    const words = defaultPayloadConverter.toPayload({ message, stack_trace: stackTrace });
    return {
      ...failure,
      message: 'Encoded failure',
      stackTrace: '',
      encodedAttributes: toJson(await seal(words)),
    };
  }

  async function seal(payload: Payload): Promise<Payload> {
    return (await codec.encode([payload]))[0]!;
  }
}

const isPayload = (value: JsonObject) => typeof (value.metadata as JsonObject | undefined)?.encoding === 'string';
/** Failures that our code wrote; those of the server itself carry no source of ours and stay plain. */
const isFailure = ({ source, message }: JsonObject) =>
  source === 'TypeScriptSDK' && typeof message === 'string';

function fromJson(value: JsonObject): Payload {
  const metadata = Object.entries(value.metadata as Record<string, string>);
  return {
    metadata: Object.fromEntries(metadata.map(([key, text]) => [key, Buffer.from(text, 'base64')])),
    data: Buffer.from((value.data as string | undefined) ?? '', 'base64'),
  };
}

function toJson({ metadata, data }: Payload): JsonObject {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, bytes]) => [key, base64(bytes)])),
    data: base64(data ?? new Uint8Array()),
  };
}
