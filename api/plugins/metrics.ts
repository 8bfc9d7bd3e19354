import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem } from '../problem.ts';
import type { App } from '../types.ts';

/**
 * Times every answer, and gives the figures at /metrics to whoever knows METRICS_TOKEN. Without a token only to this
 * machine itself: a caller that comes through a proxy is refused.
 */
export function addMetrics(app: App, deps: ApiDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    if (route === '/api/v1/events') return; // open for as long as its console is
    deps.metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!mayRead(request, deps.config.metricsToken ?? null)) {
      throw new ApiProblem(
        'forbidden',
        'Send METRICS_TOKEN as a bearer token; without one, only this machine may read.',
      );
    }
    return reply
      .header('cache-control', 'no-store')
      .type(deps.metrics.contentType)
      .send(await deps.metrics.read());
  });
}

function mayRead(request: FastifyRequest, token: string | null): boolean {
  if (token === null) return isLoopback(request) && !cameThroughProxy(request);
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const isLoopback = ({ socket }: FastifyRequest) => /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
const cameThroughProxy = ({ headers }: FastifyRequest) =>
  ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in headers);
