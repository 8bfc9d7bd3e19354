import { readFileSync } from 'node:fs';

interface Schema {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  $ref?: string;
}

interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required?: boolean;
  schema: Schema;
}

/** One operation of openapi.json. */
export interface Operation {
  /** `POST /api/v1/tasks`. */
  name: string;
  method: string;
  path: string;
  /** Needs nobody to be signed in. */
  open: boolean;
  parameters: Parameter[];
  body: Schema | null;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}
interface Described {
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as Document;

/** Every operation that the API documents. */
export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    open: described.security?.length === 0,
    parameters: described.parameters ?? [],
    body: described.requestBody?.content['application/json']?.schema ?? null,
  })),
);

/** The smallest value that a schema allows; undefined where it takes more than the schema to know one. */
export function smallest(schema: Schema): unknown {
  if (schema.$ref) return smallest(document.components.schemas[schema.$ref.split('/').at(-1)!]!);
  if (schema.const !== undefined) return schema.const;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return smallest(choice);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, smallest(schema.properties![name]!)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => smallest(schema.items!));
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'string':
      return smallestText(schema);
    default:
      return undefined;
  }
}

function smallestText({ format, pattern, minLength }: Schema): string | undefined {
  if (format === 'email') return 'somebody@example.test';
  if (format === 'uuid') return 'a3bb189e-8bf9-4d3c-9a2f-1d2e3f405162';
  if (format === 'date') return '2026-03-02';
  if (format === 'date-time') return '2026-03-02T09:00:00Z';
  if (pattern === '^[A-Z]{3}$') return 'EUR';
  if (pattern) return undefined;
  return 'x'.repeat(Math.max(minLength ?? 1, 1));
}
