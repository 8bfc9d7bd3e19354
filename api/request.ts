import type { FastifyRequest } from 'fastify';
import type { ZodError } from 'zod';
import type { Locale, Problem, ProblemCode, ProblemReason } from '../contracts/common.ts';
import { DecisionError } from '../db/repositories/decisions.ts';
import { TaskError } from '../db/repositories/tasks.ts';
import { ApiProblem } from './problem.ts';

/** The language that the reader asked for with Accept-Language; English unless it is French. */
export function localeOf(request: FastifyRequest): Locale {
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

const causes: Record<DecisionError['code'] | TaskError['code'], [ProblemCode, ProblemReason?]> = {
  'not-found': ['not-found'],
  forbidden: ['forbidden'],
  stale: ['conflict', 'stale'],
  overtaken: ['conflict', 'overtaken'],
  expired: ['conflict', 'expired'],
  'already-decided': ['conflict', 'already-decided'],
  'invalid-budget': ['unprocessable', 'invalid-budget'],
  'large-change': ['large-change'],
  'right-missing': ['unprocessable', 'right-missing'],
  'agent-off': ['unprocessable', 'agent-off'],
  conflict: ['conflict'],
};

/** What a zod schema found wrong, each at its place below `at`; an unknown field is named itself, a rule of ours by its code. */
export function issuesOf(error: ZodError, at: string): Problem['errors'] {
  return error.issues.flatMap((issue) => {
    const paths =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const { message } = issue;
    const code = issue.code === 'custom' ? String(issue.params?.code ?? 'custom') : issue.code;
    return paths.map((path) => ({ pointer: [at, ...path.map(String)].join('/'), code, message }));
  });
}

/** What a repository refused, as a problem with its remedy; everything else as it is. */
export function refused(error: unknown): never {
  if (error instanceof DecisionError || error instanceof TaskError) {
    const [code, reason] = causes[error.code];
    throw new ApiProblem(code, `${error.message} ${error.remedy}`, { reason });
  }
  throw error;
}
