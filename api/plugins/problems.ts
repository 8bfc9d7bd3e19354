import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  type ZodFastifySchemaValidationError,
} from 'fastify-type-provider-zod';
import type { ProblemCode } from '../../contracts/common.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { DatabaseUnavailable } from '../../db/database.ts';
import { TooManyChecks } from '../../db/repositories/passwords.ts';
import { PlanLimit } from '../../db/repositories/plans.ts';
import { ApiProblem, planProblem, problemBody } from '../problem.ts';
import type { App } from '../types.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the problem that was answered; null: none. */
    refusal: string | null;
  }
}

/** Every error leaves as application/problem+json; what was not meant for people is logged and told as `internal`. */
export function addProblems(app: App): void {
  app.decorateRequest('refusal', null);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'forbidden' || problem.code === 'foreign-origin') {
      request.log.warn({ code: problem.code }, 'refused');
    }
    if (problem.code === 'internal') request.log.error({ err: error }, 'request failed');
    return answer(problem, request, reply);
  });
}

/** Errors before a route is found: an address that cannot be read. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void answer(problemOf(error), request, reply);
}

const broken: Record<string, [number, string, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers are larger than 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request did not arrive in time.'],
};

/** Bytes that are no request, or one that does not arrive: nothing of ours has seen it. */
export function answerSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [status, title, detail] = broken[error.code ?? ''] ?? [
    400,
    'Bad Request',
    'This is no HTTP request.',
  ];
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code: 'invalid-request' });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

export function answer(problem: ApiProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = problemBody(problem, request);
  request.refusal = problem.code;
  const { retryAfterSeconds } = problem.facts;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(body.status)
    .headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
}

const framework: Record<string, [ProblemCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The body is larger than 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'Send application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'invalid-request',
    'The body is empty; send JSON or leave out the content type.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid-request', 'The body is not JSON.'],
};

function problemOf(error: FastifyError): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error.validation);
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT' || error.code === STATEMENT_TIMEOUT) return timedOut();
  if (error instanceof DatabaseUnavailable) return new ApiProblem('unavailable', error.message);
  if (error instanceof TooManyChecks) return busyChecking();
  if (error instanceof PlanLimit) return planProblem(error);
  if (error instanceof ConnectorError) return new ApiProblem('platform-failed', error.message);
  const known = framework[error.code];
  if (known) return new ApiProblem(...known);
  const { statusCode = 500 } = error;
  if (statusCode === 429) return new ApiProblem('too-many-requests', 'Wait a little, then try again.');
  if (statusCode >= 400 && statusCode < 500) {
    return new ApiProblem('invalid-request', 'The request cannot be read as it was sent.');
  }
  return new ApiProblem(
    'internal',
    'Nothing is known to have changed. Try again; if it stays, give support the trace id.',
  );
}

const busyChecking = () =>
  new ApiProblem('too-many-requests', 'Too many passwords are being checked. Try again in a moment.', {
    retryAfterSeconds: 1,
  });

const STATEMENT_TIMEOUT = '57014';

const timedOut = () =>
  new ApiProblem(
    'timed-out',
    'It may or may not have been done. Look first; a repeat with the same Idempotency-Key does it once.',
    { retryAfterSeconds: 5 },
  );

function invalid(issues: ZodFastifySchemaValidationError[]): ApiProblem {
  return new ApiProblem('invalid-request', 'Some fields are missing or not as documented.', {
    errors: issues.map((issue) => ({
      pointer: issue.instancePath || '/',
      code: issue.keyword,
      message: issue.message ?? 'is not as documented',
    })),
  });
}
