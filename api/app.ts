import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { fastify, LogController, type FastifyBaseLogger, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiDeps } from './deps.ts';
import { addOpenapi } from './openapi.ts';
import { addCodec } from './plugins/codec.ts';
import { addJsonBody } from './json-body.ts';
import { ApiProblem } from './problem.ts';
import { addConsole } from './plugins/console.ts';
import { addCors } from './plugins/cors.ts';
import { addDocs } from './plugins/docs.ts';
import { addHealth } from './plugins/health.ts';
import { addMetrics } from './plugins/metrics.ts';
import { addProblems, answerError, answerSocket } from './plugins/problems.ts';
import { addRateLimit } from './plugins/rate-limit.ts';
import { addSessions } from './plugins/session.ts';
import { routes } from './routes/index.ts';
import { limitConnections, patientOptions } from './slow-clients.ts';
import type { App } from './types.ts';

/** The HTTP application, not yet listening. */
export async function createApp(deps: ApiDeps): Promise<App> {
  const log: FastifyBaseLogger = deps.log;
  const app: App = fastify({
    loggerInstance: log,
    genReqId: () => crypto.randomUUID(),
    requestIdHeader: false,
    forceCloseConnections: true,
    ...patientOptions(deps.edge),
    frameworkErrors: answerError,
    clientErrorHandler: answerSocket,
    // Health checks and streams would drown the log.
    logController: new LogController({
      disableRequestLogging: (request) => !request.url.startsWith('/api/'),
    }),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  limitConnections(app.server, deps.edge.trustedProxies);
  addJsonBody(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (!isSpelledPlainly(request))
      throw new ApiProblem('not-found', 'There is nothing at this address; see /docs.');
    // PostgreSQL has no NUL in text.
    if (/%00/.test(request.url)) throw new ApiProblem('invalid-request', 'The address holds a NUL.');
  });
  await app.register(helmet, securityHeaders(deps));
  await app.register(cookie);
  addProblems(app);
  await addCors(app, deps);
  addSessions(app, deps);
  addRateLimit(app, deps);
  addHealth(app, deps);
  addMetrics(app, deps);
  await addOpenapi(app);
  await addCodec(app, deps);
  for (const add of routes) add(app, deps);
  await addDocs(app);
  await addConsole(app);
  return app;
}

/**
 * The router also finds `/%61pi/…` and `http://host/api/…`. Everything that judges a request by its path may rely on one
 * spelling, so there is only one; what stands for a parameter may be encoded.
 */
function isSpelledPlainly(request: FastifyRequest): boolean {
  const pattern = request.routeOptions.url;
  if (!pattern?.startsWith('/api/')) return true;
  const given = request.url.split('?')[0]!.split('/');
  return pattern.split('/').every((part, i) => part.startsWith(':') || part === given[i]);
}

/** Everything from our own origin; styles inline, because charts set them. */
function securityHeaders(deps: ApiDeps) {
  const https = deps.config.publicUrl.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: false,
  };
}
