import type { Problem, ProblemCode, ProblemReason } from '../contracts/common.ts';
import type { PlanLimit } from '../db/repositories/plans.ts';

/** Every problem the API answers with, beside those of the framework. `detail` is written where it is thrown. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not as documented' },
  'invalid-cursor': { status: 400, title: 'The cursor belongs to another list' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'invalid-key': { status: 401, title: 'The API key is not valid' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'code-required': { status: 401, title: 'A code of the authenticator app is needed' },
  'invalid-link': { status: 401, title: 'The sign-in link is used or has expired' },
  'foreign-origin': { status: 403, title: 'The request came from another site' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'confirmation-required': { status: 403, title: 'Confirm that it is you' },
  'person-required': { status: 403, title: 'Only a person who is signed in may do this' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'It has changed meanwhile' },
  'key-in-use': { status: 409, title: 'The same request is still running' },
  'version-stale': { status: 412, title: 'It has changed meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  unprocessable: { status: 422, title: 'The request cannot be carried out' },
  'large-change': { status: 422, title: 'More than double the budget' },
  'weak-password': { status: 422, title: 'The password is easy to guess' },
  'key-reused': { status: 422, title: 'The key was used for another request' },
  'version-required': { status: 428, title: 'If-Match is required' },
  'plan-limit': { status: 409, title: 'The plan has no place for one more' },
  'quota-exceeded': { status: 429, title: 'The plan has no more of it' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  'not-available-yet': { status: 501, title: 'Not in this release yet' },
  'platform-failed': { status: 502, title: 'The platform did not answer as it should' },
  unavailable: { status: 503, title: 'Not ready' },
  'timed-out': { status: 503, title: 'The answer took too long' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** What a problem may carry beside its words. */
export interface ProblemFacts {
  reason?: ProblemReason;
  errors?: Problem['errors'];
  quota?: Problem['quota'];
  /** Sent as Retry-After. */
  retryAfterSeconds?: number;
}

/** Thrown by routes; answered as application/problem+json (RFC 9457). `detail` is shown to people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, detail: string, facts: ProblemFacts = {}) {
    super(detail);
    this.code = code;
    this.facts = facts;
  }
}

/** The answer's body. `instance` is the path without its query, which may hold a secret. */
export function problemBody(problem: ApiProblem, request: { url: string; id: string }): Problem {
  const { status, title } = problems[problem.code];
  const { reason, errors, quota } = problem.facts;
  return {
    type: `urn:aegis:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance: request.url.split('?')[0] ?? '/',
    code: problem.code,
    ...(reason ? { reason } : {}),
    traceId: request.id,
    ...(errors ? { errors } : {}),
    ...(quota ? { quota } : {}),
  };
}

/** What the plan refused: a day's work is 429 with the time it begins anew, everything else 409. */
export function planProblem({ message, use, resetsInSeconds }: PlanLimit): ApiProblem {
  return new ApiProblem(resetsInSeconds === null ? 'plan-limit' : 'quota-exceeded', message, {
    quota: { ...use, resetsAt: use.resetsAt?.toISOString() ?? null },
    retryAfterSeconds: resetsInSeconds ?? undefined,
  });
}

/** 404 for anything that is not there or belongs to somebody else: the two look the same. */
export function notFound(what: string): ApiProblem {
  return new ApiProblem('not-found', `There is no such ${what} in this workspace.`);
}
