import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  type ZodFastifySchemaValidationError,
} from 'fastify-type-provider-zod';
import type { ProblemCode } from '../../contracts/common.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { DatabaseUnavailable } from '../../db/database.ts';
import { ApiProblem, problemBody } from '../problem.ts';
import type { App } from '../types.ts';

/** Every error leaves as application/problem+json; what was not meant for people is logged and told as `internal`. */
export function addProblems(app: App): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'forbidden' || problem.code === 'foreign-origin') {
      request.log.warn({ code: problem.code }, 'refused');
    }
    if (problem.code === 'internal') request.log.error({ err: error }, 'request failed');
    return answer(problem, request, reply);
  });
}

export function answer(problem: ApiProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = problemBody(problem, request);
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
  if (error instanceof DatabaseUnavailable) return new ApiProblem('unavailable', error.message);
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

function invalid(issues: ZodFastifySchemaValidationError[]): ApiProblem {
  return new ApiProblem('invalid-request', 'Some fields are missing or not as documented.', {
    errors: issues.map((issue) => ({
      pointer: issue.instancePath || '/',
      code: issue.keyword,
      message: issue.message ?? 'is not as documented',
    })),
  });
}
