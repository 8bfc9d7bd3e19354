import type { FastifyRequest } from 'fastify';
import { DecisionError } from '../db/repositories/decisions.ts';
import { TaskError } from '../db/repositories/tasks.ts';
import { ApiProblem, type ProblemCode } from './problem.ts';

/** The language that the reader asked for with Accept-Language; English unless it is French. */
export function localeOf(request: FastifyRequest): 'en' | 'fr' {
  return /^\s*fr\b/i.test(request.headers['accept-language'] ?? '') ? 'fr' : 'en';
}

/** The version in `If-Match: "<version>"`; 428 without one, 412 for anything that is no version of ours. */
export function versionOf(request: FastifyRequest): number {
  const header = request.headers['if-match'];
  if (header === undefined) {
    throw new ApiProblem('version-required', 'Send If-Match with the version that you saw, as in "3".');
  }
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (!version) throw stale();
  return Number(version);
}

export const stale = () =>
  new ApiProblem('version-stale', 'It has changed since you opened it. Reload and try again.');

const codes: Record<DecisionError['code'] | TaskError['code'], ProblemCode> = {
  'not-found': 'not-found',
  forbidden: 'forbidden',
  stale: 'conflict',
  expired: 'conflict',
  'already-decided': 'conflict',
  'quota-exceeded': 'too-many-requests',
  conflict: 'conflict',
};

/** What a repository refused, as a problem with its remedy; everything else as it is. */
export function refused(error: unknown): never {
  if (error instanceof DecisionError || error instanceof TaskError) {
    throw new ApiProblem(codes[error.code], `${error.message} ${error.remedy}`);
  }
  throw error;
}
