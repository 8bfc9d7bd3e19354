import { pino, type Logger } from 'pino';
import type { ApiConfig } from './config.ts';

/** JSON lines. Cookies, authorizations and query texts, which may hold codes and tokens, never reach them. */
export function createLog(level: ApiConfig['logLevel']): Logger {
  return pino({
    name: 'api',
    level,
    redact: {
      paths: ['req.headers', 'res.headers', '*.password', '*.token', '*.accessToken', '*.clientSecret'],
      remove: true,
    },
    serializers: {
      req: (request: { method: string; url: string; id: string }) => ({
        method: request.method,
        path: request.url.split('?')[0],
        id: request.id,
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: (error: Error & { code?: unknown }) => ({
        type: error.name,
        code: error.code,
        message: error.message,
        stack: error.stack,
      }),
    },
  });
}
