import swagger from '@fastify/swagger';
import { fastify, type FastifySchema, type RouteOptions } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemSchema, type ProblemCode } from '../contracts/common.ts';
import type { ApiDeps } from './deps.ts';
import { problems } from './problem.ts';
import { routes } from './routes/index.ts';
import type { App } from './types.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no session. */
    public?: boolean;
    /** Problems of this route beside those that follow from its shape. */
    problems?: ProblemCode[];
  }
}

type Json = Record<string, unknown>;
interface Schema extends FastifySchema {
  hide?: boolean;
  response?: Record<string, Json>;
}

/** Collects every route that is added after it for the OpenAPI 3.1 document, which `app.swagger()` gives. */
export async function addOpenapi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'AEGIS',
        version: '1',
        description:
          'Money is an integer count of micros as text beside an ISO 4217 code. Problems are application/problem+json with a stable `code`.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'aegis_session',
            description: 'Set by signing in; `__Host-aegis_session` over https.',
          },
          key: { type: 'http', scheme: 'bearer', description: 'An API key, as in `aegis_live_…`.' },
        },
        schemas: { Problem: z.toJSONSchema(problemSchema) as Json },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document) as { schema: Schema; url: string };
      return { schema: schema.hide ? schema : complete(schema, document.route), url };
    },
    transformObject: (document) => prune(jsonSchemaTransformObject(document as never) as Json),
  });
}

/** The document without a server, a database or a network. */
export async function describeApi(): Promise<Json> {
  const app: App = fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler);
  await addOpenapi(app);
  for (const add of routes) add(app, {} as ApiDeps); // routes use what they are given only when they are called
  await app.ready();
  const document = app.swagger() as unknown as Json;
  await app.close();
  return document;
}

/** Adds what the zod schemas do not say: id, security, and every problem that the route may answer with. */
function complete(schema: Schema, route: RouteOptions): Json {
  const { response = {}, ...rest } = schema;
  const open = route.config?.public ?? false;
  const personOnly = route.config?.problems?.includes('person-required') ?? false;
  const versioned = route.config?.problems?.includes('version-required') ?? false;
  return {
    ...rest,
    ...(versioned ? { headers: ifMatch } : {}),
    operationId: operationId(route),
    security: open ? [] : [{ session: [] }, ...(personOnly ? [] : [{ key: [] }])],
    response: {
      ...Object.fromEntries(Object.entries(response).map(([status, body]) => [status, answer(body)])),
      ...problemAnswers(problemsOf(schema, route, open)),
    },
  };
}

const ifMatch = {
  type: 'object',
  properties: { 'if-match': { type: 'string', description: 'The version that you saw, as in `"3"`.' } },
};

/** `GET /api/v1/tasks/:id` is `getTasksId`. */
function operationId({ method, url }: RouteOptions): string {
  const words = url.replace('/api/v1', '').match(/\w+/g) ?? [];
  return String(method).toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

function answer(body: Json): Json {
  if (body.type === 'null') return { description: 'Done; without a body.', type: 'null' };
  if ('content' in body) return body;
  return { description: 'As asked.', content: { 'application/json': { schema: body } } };
}

function problemsOf(schema: Schema, route: RouteOptions, open: boolean): ProblemCode[] {
  const codes = new Set<ProblemCode>(route.config?.problems);
  codes.add('invalid-request'); // an address that cannot be read, at least
  // A body is read before it is known whether the route wants one.
  if (route.method !== 'GET') codes.add('too-large').add('unsupported-media-type');
  if (JSON.stringify(schema.headers ?? {}).includes('idempotency-key')) {
    codes.add('key-in-use').add('key-reused');
  }
  if (route.method !== 'GET') codes.add('foreign-origin');
  if (!open) codes.add('not-signed-in').add('forbidden');
  codes.add('invalid-key');
  if (route.url.includes('/:')) codes.add('not-found');
  // Callers are counted before anything else is known of a request.
  return [...codes.add('too-many-requests').add('internal').add('unavailable').add('timed-out')];
}

function problemAnswers(codes: ProblemCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => String(problems[code].status));
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

/** Leaves out the schemas that nothing refers to: each exists twice, for requests and for answers. */
function prune(document: Json): Json {
  const components = document.components as { schemas: Record<string, unknown> };
  const used = new Set<string>();
  const visit = (value: unknown) => {
    for (const [, name] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name!)) continue;
      used.add(name!);
      visit(components.schemas[name!]);
    }
  };
  visit(document.paths);
  const schemas = Object.fromEntries(
    Object.entries(components.schemas)
      .filter(([name]) => used.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { ...document, components: { ...components, schemas } };
}
