import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { ApiProblem } from '../problem.ts';
import type { App } from '../types.ts';
import { answer } from './problems.ts';

const built = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Serves the built console; every other page address gets its index.html, every other API address a problem. */
export async function addConsole(app: App): Promise<void> {
  const present = existsSync(`${built}/index.html`);
  if (present) {
    await app.register(fastifyStatic, {
      root: built,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (response, file) =>
        void response.header(
          'cache-control',
          file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !/\.\w+$/.test(path);
    if (isPage && present) return reply.sendFile('index.html', built);
    const others = otherMethods(app, request.method, path);
    if (others.length > 0) {
      reply.header('allow', others.join(', '));
      return answer(new ApiProblem('method-not-allowed', `Use ${others.join(' or ')} here.`), request, reply);
    }
    const detail = isPage
      ? 'The console is not built; run `npm run build`.'
      : 'There is nothing at this address; see /docs.';
    return answer(new ApiProblem('not-found', detail), request, reply);
  });
}

function otherMethods(app: App, method: string, path: string): string[] {
  return ['GET', 'POST', 'PUT', 'DELETE'].filter(
    (other) => other !== method && app.findRoute({ method: other, url: path }) !== null,
  );
}
