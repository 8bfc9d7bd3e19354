import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

const ours = createRequire(import.meta.url);
/**
 * Temporal's packages each carry their own protobufjs, and the SDK's own reader of histories mixes two of them ("type must be
 * a Type"). This takes the one that the types were made with.
 */
const ofTypes = createRequire(ours.resolve('@temporalio/proto'));

interface ProtoJson {
  fromJson: (this: void, type: unknown, json: unknown, options: object) => object;
}
interface PatchRoot {
  patchProtobufRoot: (this: void, root: unknown) => { lookupType(name: string): unknown };
}

/** A history as `temporal workflow show --output json` writes it, changed before it is read if so asked. */
export async function readHistory(
  file: string,
  change: (json: unknown) => Promise<unknown> = (json) => Promise.resolve(json),
): Promise<object> {
  const { fromJson } = ofTypes('protobufjs/ext/protojson') as ProtoJson;
  const { patchProtobufRoot } = ofTypes('@temporalio/proto/lib/patch-protobuf-root') as PatchRoot;
  const type = patchProtobufRoot(ofTypes('@temporalio/proto')).lookupType('temporal.api.history.v1.History');
  const json = await change(JSON.parse(await readFile(file, 'utf8')));
  return fromJson(type, json, { ignoreUnknownFields: true });
}
