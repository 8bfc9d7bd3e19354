import { invalidParameter, nonexistingField } from './errors.ts';

/** One reader per field a node has; `undefined` leaves the field out, as Meta does with what has no value. */
export type Readers<T> = Record<string, (node: T) => unknown>;

/** The names in `fields=a,b`. Nested selections are not in the sandbox. */
export function fieldNames(text: string | undefined, fallback: string[]): string[] {
  if (text === undefined || text.trim() === '') return fallback;
  return text.split(',').map((name) => name.trim());
}

/** The asked-for fields of a node, and its id. Throws (#100) for a field it does not have. */
export function select<T>(
  node: T,
  type: string,
  readers: Readers<T>,
  names: string[],
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of new Set([...names, 'id'])) {
    if (!Object.hasOwn(readers, name)) throw nonexistingField(name, type);
    const value = readers[name]!(node);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

/** A parameter that holds JSON, such as time_range. Throws (#100) when it does not parse. */
export function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter(`(#100) Param ${name} must be valid JSON`);
  }
}

/** A list of texts: a JSON array, or one plain value. */
export function readList(name: string, text: string): string[] {
  const list = text.trim().startsWith('[') ? readJson(name, text) : text.split(',');
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  throw invalidParameter(`(#100) Param ${name} must be an array`);
}
