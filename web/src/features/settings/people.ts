import { useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { openInvitationSchema } from '../../../../contracts/invitations.ts';
import { membersSchema } from '../../../../contracts/members.ts';
import { get } from '../../lib/api.ts';

/** The people of the workspace and its roles. */
export const useMembers = () =>
  useQuery({ queryKey: ['members'], queryFn: ({ signal }) => get('members', membersSchema, signal) });

const invitationsSchema = z.object({ data: z.array(openInvitationSchema) });

/** Invitations that nobody has accepted yet. */
export const useInvitations = () =>
  useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => get('invitations', invitationsSchema, signal),
    // Until it is known what became of the mail.
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ mail }) => mail?.state === 'waiting' && mail.error === null) && 3_000,
  });

/** Reads people, invitations and the outbox again. */
export function useReadPeople() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['members', 'invitations', 'emails', 'session'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
}
