import { InvitationError } from '../db/repositories/invitations.ts';
import { MemberError } from '../db/repositories/members.ts';
import { ApiProblem, notFound } from './problem.ts';

/** What a repository refused about people, as a problem; everything else as it is. */
export function peopleRefused(error: unknown): never {
  if (error instanceof MemberError) {
    if (error.code === 'not-found') throw notFound('person');
    if (error.code === 'above-you') throw new ApiProblem('forbidden', error.message);
    throw new ApiProblem('conflict', error.message, { reason: error.code });
  }
  if (error instanceof InvitationError) {
    if (error.code === 'too-many') throw new ApiProblem('too-many-requests', error.message);
    throw new ApiProblem('conflict', error.message, { reason: error.code });
  }
  throw error;
}
