import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { z } from 'zod';

/** openapi.json, as far as requests are made and answers judged by it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
}

export interface Operation {
  /** `GET /api/v1/tasks/{id}`. */
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | null;
  /** By status, the media type and the check of its body; null: without one. */
  answers: Map<number, { type: string; check: z.ZodType } | null>;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
}

interface RawOperation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as Document;
const definitions = JSON.parse(
  JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
) as Record<string, Schema>;

export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    parameters: operation.parameters ?? [],
    body: operation.requestBody?.content['application/json']?.schema ?? null,
    answers: new Map(
      Object.entries(operation.responses).map(([status, { content }]) => {
        const [type, answer] = Object.entries(content ?? {})[0] ?? [];
        return [Number(status), type && answer ? { type, check: checkOf(answer.schema) } : null];
      }),
    ),
  })),
);

function checkOf(schema: Schema): z.ZodType {
  const inner = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as Schema;
  return z.fromJSONSchema({ ...inner, $defs: definitions } as Parameters<typeof z.fromJSONSchema>[0]);
}

export const problemCheck = checkOf({ $ref: '#/components/schemas/Problem' });

const resolved = (schema: Schema): Schema =>
  schema.$ref ? resolved(document.components.schemas[schema.$ref.split('/').at(-1)!]!) : schema;

/** What programs and people send who mean no good, or know no better. */
export const hostileTexts = [
  ...['', ' ', "'", '"', '\\', '%', '%00', '\u0000', '\ud800', '\u202e', '\ufeff', '💥', 'ﷺ'.repeat(50)],
  ...["' or '1'='1", "'; drop table aegis.tasks; --", '$1', '1) or pg_sleep(9)--', "\\'; select 1", 'null', 'undefined'],
  ...['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', '{{7*7}}', '${7*7}', '#{7*7}'],
  ...['../../etc/passwd', '..%2f..%2fetc%2fpasswd', 'file:///etc/passwd', '\r\nset-cookie: a=b', '|| id', '`id`', '${jndi:ldap://x}'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'NaN', 'Infinity', '-0', '1e400', '0x10', '١٢٣'],
  ...['9223372036854775808', '-9223372036854775809', '99999999999999999999999999', '1.5', '2026-02-30', '0000-00-00', '+275760-09-14'],
  ...['00000000-0000-0000-0000-000000000000', 'a'.repeat(300), 'a'.repeat(20_000), '%', '%ff', '%E0%A4%A', '\u0001\u001f', 'İ', 'ß'],
]; // prettier-ignore

export const hostileText = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);

const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, -1e308, 2 ** 53, 2 ** 31, [], {}, [[]], [null], deep(60), deep(2_000)),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    JSON.parse('{"__proto__": {"admin": true}}'),
    JSON.parse('{"constructor": {"prototype": {"admin": true}}}'),
    Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i])),
    Array.from({ length: 5_000 }, () => 'x'),
  ),
); // prettier-ignore

/** A value of the schema; of text only its length and format are respected. */
export function valueOf(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(valueOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  const { minimum = -1_000, maximum = 1_000 } = schema;
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: Math.ceil(minimum), max: Math.max(Math.ceil(minimum), Math.min(maximum, 2 ** 31)) });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}), { maxLength: 4 });
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      if (properties.length === 0) return fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
      return fc.record(Object.fromEntries(properties.map(([name, one]) => [name, valueOf(one)])), {
        requiredKeys: schema.required ?? [],
      });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
} // prettier-ignore

function textOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date') return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((day) => day.toISOString().slice(0, 10));
  if (format === 'date-time') return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((at) => at.toISOString());
  if (format === 'email') return fc.emailAddress();
  if (pattern) return fc.oneof(matching(pattern), fc.constantFrom('1', '180000000', '"1"', 'example.test'));
  return fc.string({ minLength, maxLength: Math.min(maxLength, Math.max(minLength, 60)) });
} // prettier-ignore

/** Some patterns look ahead, which no generator follows. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return hostileText;
  }
}

/** A body that is nearly right: one of its fields, or one more, is hostile. */
export function nearly(schema: Schema): fc.Arbitrary<unknown> {
  const names = Object.keys(resolved(schema).properties ?? {});
  const places = fc.constantFrom(...names, 'surplus', '__proto__', 'constructor');
  return fc.tuple(valueOf(schema), places, hostileValue).map(([value, place, bad]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad;
    const copy = { ...(value as Record<string, unknown>) };
    Object.defineProperty(copy, place, { value: bad, enumerable: true, configurable: true, writable: true });
    return copy;
  });
}
