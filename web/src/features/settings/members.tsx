import { useState } from 'react';
import { InvitationsCard } from './invitations-card.tsx';
import { Invite } from './invite.tsx';
import { MembersCard } from './members-card.tsx';

/** The people of the workspace, and those who are invited. */
export default function MembersSection() {
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <MembersCard onInvite={() => setInviting(true)} />
      <InvitationsCard />
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}
