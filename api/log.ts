import { destination, multistream, pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { ApiConfig } from './config.ts';

export interface LogOptions {
  part: 'api' | 'worker';
  level: ApiConfig['logLevel'];
  /** Then everything goes there, and only warnings and errors to stderr too. Default: stdout. */
  file?: string;
}

/**
 * JSON lines, readable ones on a terminal. Cookies, authorizations and query texts, which may hold codes and tokens, never
 * reach them.
 */
export function createLog({ part, level, file }: LogOptions): Logger {
  return pino(
    {
      name: part,
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
    },
    file ? fileAndWarnings(file, level) : readable(process.stdout),
  );
}

function fileAndWarnings(file: string, level: ApiConfig['logLevel']): DestinationStream {
  const log = destination({ dest: file, mkdir: true, mode: 0o600, sync: true });
  return multistream([
    { level: level === 'silent' ? 'fatal' : level, stream: log },
    { level: 'warn', stream: readable(process.stderr) },
  ]);
}

/** For people on a terminal, as it is for machines. */
function readable(stream: NodeJS.WriteStream & { fd: number }): DestinationStream {
  if (!stream.isTTY) return destination({ dest: stream.fd, sync: true });
  return pretty({ destination: stream.fd, sync: true, colorize: true, ignore: 'pid,hostname' });
}
